import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import { RECHECK_MS } from "../../core/link/domain-check.ts";
import { linkDomains } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { findProof, noteFinding, type ResolveTxt } from "./check-domain.ts";
import { DOMAINS_MAX } from "./domains.ts";

/** Look-ups under way at a time; a Worker has six connections. */
const LOOKUPS_AT_ONCE = 5;

/**
 * Checks the domains of a workspace that wait for their proof, and those proved a day ago. Stops when the
 * resolver answers none of a group: it is away, and a later run is soon enough.
 *
 * @returns how many changed their status
 */
export async function checkDueDomains(context: Context, resolveTxt: ResolveTxt): Promise<number> {
  const due = await listDue(context);
  let changed = 0;
  for (let start = 0; start < due.length; start += LOOKUPS_AT_ONCE) {
    const group = due.slice(start, start + LOOKUPS_AT_ONCE);
    const findings = await Promise.all(group.map((domain) => findProof(domain, resolveTxt)));
    for (const [index, domain] of group.entries()) {
      const after = await noteFinding(context, domain.id, findings[index] ?? "resolver_away");
      if (after && after.status !== domain.status) changed += 1;
    }
    if (findings.every((finding) => finding === "resolver_away")) break;
  }
  return changed;
}

function listDue(context: Context) {
  const isOld = lte(linkDomains.checkedAt, new Date(context.now.getTime() - RECHECK_MS));
  return transact(context, (tx) =>
    tx
      .select()
      .from(linkDomains)
      .where(
        and(
          eq(linkDomains.workspaceId, context.workspaceId),
          isNull(linkDomains.archivedAt),
          or(eq(linkDomains.status, "pending"), and(eq(linkDomains.status, "verified"), isOld)),
        ),
      )
      .orderBy(sql`${linkDomains.checkedAt} nulls first`, asc(linkDomains.id))
      .limit(DOMAINS_MAX),
  );
}
