import * as z from "zod/mini";
import { androidFile, appleFile } from "../../../contracts/api/link-domains.ts";
import { recordName, recordValue } from "../../../core/link/domain-check.ts";
import type { LinkDomain } from "../../../services/domains/domains.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, oneOf, text, view } from "./schema.ts";

/** A link domain with the DNS record that proves it. */
export const linkDomainView = view("LinkDomain", {
  id: idOf("dom"),
  object: z.literal("link_domain"),
  host: text,
  status: oneOf("pending", "verified", "failed"),
  problem: maybe(text),
  record: z.strictObject({ type: z.literal("TXT"), name: text, value: text }),
  root_url: maybe(text),
  apple_association: maybe(appleFile),
  android_asset_links: maybe(androidFile),
  checked_at: maybeInstant,
  verified_at: maybeInstant,
  archived_at: maybeInstant,
  created_at: instant,
  updated_at: instant,
  version: z.int(),
});

/** Shows a link domain with the DNS record that proves it. */
export function showLinkDomain(domain: LinkDomain): z.output<typeof linkDomainView> {
  return {
    id: domain.id,
    object: "link_domain",
    host: domain.host,
    status: domain.status,
    problem: domain.problem,
    record: {
      type: "TXT",
      name: recordName(domain.host),
      value: recordValue(domain.verificationToken),
    },
    root_url: domain.rootUrl,
    // As their contract took them.
    apple_association: domain.appleAssociation as z.output<typeof appleFile> | null,
    android_asset_links: domain.androidAssetLinks as z.output<typeof androidFile> | null,
    checked_at: showInstant(domain.checkedAt),
    verified_at: showInstant(domain.verifiedAt),
    archived_at: showInstant(domain.archivedAt),
    created_at: showInstant(domain.createdAt),
    updated_at: showInstant(domain.updatedAt),
    version: domain.version,
  };
}
