import { recordName, recordValue } from "../../../core/link/domain-check.ts";
import type { LinkDomain } from "../../../services/domains/domains.ts";
import { showInstant } from "./money.ts";

/** Shows a link domain with the DNS record that proves it. */
export function showLinkDomain(domain: LinkDomain) {
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
    apple_association: domain.appleAssociation,
    android_asset_links: domain.androidAssetLinks,
    checked_at: showInstant(domain.checkedAt),
    verified_at: showInstant(domain.verifiedAt),
    created_at: showInstant(domain.createdAt),
    updated_at: showInstant(domain.updatedAt),
  };
}
