import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { hostKey } from "../../core/link/published-keys.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type { DomainId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { linkDomains } from "../../db/schema/index.ts";
import { randomBytes } from "../../platform/random.ts";
import { markChanged, markLinksChanged } from "../publishing/mark-changed.ts";
import { instant, json, named, picked, text, times } from "../resources/columns.ts";
import { getRow } from "../resources/list-rows.ts";
import type { Resource, RowChange } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { takeTurn } from "../shared/take-turn.ts";

export type LinkDomain = typeof linkDomains.$inferSelect;

/** Domains a workspace may have, archived ones aside; each is looked up again and again. */
export const DOMAINS_MAX = 100;

/**
 * Link domains. Nothing is served on a host until its DNS record proves that it is the workspace's. An archived one has
 * lost its proof and gives its host back: its links lead nowhere, and another workspace can prove it.
 */
export const domainResource: Resource<LinkDomain> = {
  ...{ object: "link_domain", prefix: "dom", table: linkDomains },
  columns: {
    host: named("host"),
    status: picked("status"),
    problem: picked("problem"),
    root_url: text("rootUrl"),
    apple_association: json("appleAssociation"),
    android_asset_links: json("androidAssetLinks"),
    checked_at: instant("checkedAt"),
    verified_at: instant("verifiedAt"),
    ...times,
    created_at: { ...times.created_at, isSorted: true },
  },
  unique: [["host"]],
  personal: ["verificationToken"],
  onArchive: { status: "pending", problem: null, checkedAt: null, verifiedAt: null },
  amend: (_context, fields, before) =>
    before ? fields : { ...fields, verificationToken: encodeBase64url(randomBytes(24)) },
  judge: judgeNumber,
  written: markHosts,
};

/** Claims a host. */
export function createDomain(
  context: Context,
  fields: Pick<LinkDomain, "host"> & Partial<LinkDomain>,
): Promise<Result<LinkDomain, Problem>> {
  return writeRow(context, domainResource, { kind: "create", fields });
}

/** Changes what a domain serves besides its links. */
export function updateDomain(
  context: Context,
  id: DomainId,
  fields: Partial<LinkDomain>,
): Promise<Result<LinkDomain, Problem>> {
  return writeRow(context, domainResource, { kind: "update", id, fields });
}

/** One domain of the workspace, or null. */
export function getDomain(context: Context, id: DomainId): Promise<LinkDomain | null> {
  return getRow(context, domainResource, id);
}

/** Refuses those beyond what a workspace may have, which are new or come back. */
async function judgeNumber(
  tx: Db,
  context: Context,
  changes: readonly RowChange<LinkDomain>[],
): Promise<readonly (Problem | null)[]> {
  const isComing = ({ before, after }: RowChange<LinkDomain>) =>
    !after.archivedAt && (before === null || before.archivedAt !== null);
  if (!changes.some(isComing)) return changes.map(() => null);
  await takeTurn(tx, context, "link_domains");
  const isKept = and(eq(linkDomains.workspaceId, context.workspaceId), isNull(linkDomains.archivedAt));
  const [had] = await tx.select({ domains: count() }).from(linkDomains).where(isKept);
  let left = DOMAINS_MAX - (had?.domains ?? 0);
  return changes.map((change) => {
    if (!isComing(change)) return null;
    left -= 1;
    return left < 0 ? TOO_MANY : null;
  });
}

const TOO_MANY: Problem = {
  ...{ code: "invalid", param: "host" },
  message: `would be one more than the ${DOMAINS_MAX} a workspace may have`,
};

/** The copy of a host that lost its proof before may be another workspace's by now, and is left alone. */
async function markHosts(tx: Db, context: Context, changes: readonly RowChange<LinkDomain>[]): Promise<void> {
  const proved = changes.filter(({ before }) => before?.status === "verified");
  const copies = proved.map(({ after: { id, host } }) => ({
    ...{ kvKey: hostKey(host), kind: "host" as const, subjectId: id },
  }));
  await markChanged(tx, context, copies);
  const lost = proved.flatMap(({ after }) => (after.status === "verified" ? [] : [after.host]));
  if (lost.length > 0) await markLinksChanged(tx, context, sql`${inArray(sql`links.host`, lost)}`);
}
