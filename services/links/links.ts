import type { LinkId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, links, programs } from "../../db/schema/index.ts";
import { claimKeys, linkPublications, markChanged } from "../publishing/mark-changed.ts";
import { flag, instant, json, named, picked, text, times } from "../resources/columns.ts";
import type { Claimed, Fields, Resource, RowChange } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { judgeLinks } from "./judge-links.ts";
import { randomSlug } from "./random-slug.ts";

/** A link of the workspace. */
export type Link = typeof links.$inferSelect;

/**
 * Links. A new one without a slug gets a random one, and takes its keys of the edge's store, which no other workspace may
 * have; each change is marked to be published. An archived link is disabled.
 */
export const linkResource: Resource<Link> = {
  ...{ object: "link", prefix: "lnk", table: links },
  columns: {
    program_id: picked("programId"),
    affiliate_id: picked("affiliateId"),
    host: picked("host"),
    slug: named("slug"),
    destination_url: text("destinationUrl", ["contains"], { isSearched: true }),
    fallback_url: text("fallbackUrl"),
    rules: json("rules"),
    variants: json("variants"),
    durable: flag("isDurable"),
    coupon_code: text("couponCode", ["eq"]),
    status: picked("status"),
    starts_at: instant("startsAt"),
    expires_at: instant("expiresAt"),
    ...times,
    created_at: { ...times.created_at, isSorted: true },
  },
  references: { programId: programs, affiliateId: affiliates },
  unique: [["host", "slug"]],
  onArchive: { status: "disabled" },
  amend: (_context, fields, before) =>
    before ? fields : { ...fields, couponCode: fields.couponCode ?? null, slug: fields.slug ?? randomSlug() },
  judge: judgeLinks,
  claim: claimSlugs,
  written: markAgain,
};

/** A new link. */
export type LinkInput = Pick<Link, "programId" | "affiliateId" | "host" | "destinationUrl"> &
  Partial<Link> & {
    /** True for a host of the workspace's own, which must be proved; a shared one is anybody's. */
    readonly isOwnHost?: boolean;
  };

/** Creates a link and marks it to be published. */
export function createLink(context: Context, fields: LinkInput): Promise<Result<Link, Problem>> {
  return writeRow(context, linkResource, { kind: "create", fields: fields satisfies Fields });
}

/** Changes a link and marks it to be published; what is absent stays, and what changes nothing writes nothing. */
export function updateLink(
  context: Context,
  id: LinkId,
  fields: Partial<Link>,
): Promise<Result<Link, Problem>> {
  return writeRow(context, linkResource, { kind: "update", id, fields });
}

/** Takes the keys of new links in the edge's store. */
async function claimSlugs(tx: Db, context: Context, changes: readonly RowChange<Link>[]): Promise<Claimed> {
  const made = changes.flatMap(({ before, after }) => (before ? [] : linkPublications(after)));
  const refused = await claimKeys(tx, context, made);
  return {
    problems: changes.map(({ after }) => (refused.has(after.id) ? { code: "taken", param: "slug" } : null)),
  };
}

async function markAgain(tx: Db, context: Context, changes: readonly RowChange<Link>[]): Promise<void> {
  const changed = changes.flatMap(({ before, after }) => (before ? linkPublications(after) : []));
  await markChanged(tx, context, changed);
}
