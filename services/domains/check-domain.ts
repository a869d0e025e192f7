import { and, eq, sql } from "drizzle-orm";
import {
  type DomainFinding,
  type DomainState,
  judgeRecords,
  nextDomainState,
  recordName,
} from "../../core/link/domain-check.ts";
import { hostKey } from "../../core/link/published-keys.ts";
import type { DomainId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { isTaken } from "../../db/errors.ts";
import { linkDomains } from "../../db/schema/index.ts";
import { markChanged, markLinksChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { LinkDomain } from "./domains.ts";

/** The texts of a name's TXT records, none if there is no such name; throws while the resolver is away. */
export type ResolveTxt = (name: string) => Promise<readonly string[]>;

/** Looks up what the DNS says of a domain; no transaction is open meanwhile. */
export async function findProof(domain: LinkDomain, resolveTxt: ResolveTxt): Promise<DomainFinding> {
  const records = await resolveTxt(recordName(domain.host)).catch(() => null);
  return judgeRecords(records, domain.verificationToken);
}

/**
 * Writes what a look-up found. A domain that is proved is published, and its links lead on; one that
 * fails is published as failed, and its links lead nowhere. A host that another workspace proved first
 * fails as taken. One that is archived stays as it is.
 *
 * @returns the domain as it is now, or null if there is none
 */
export function noteFinding(
  context: Context,
  domainId: DomainId,
  finding: DomainFinding,
): Promise<LinkDomain | null> {
  const isDomain = and(eq(linkDomains.workspaceId, context.workspaceId), eq(linkDomains.id, domainId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(linkDomains).where(isDomain).for("update");
    if (!before) return null;
    // It was given back while it was looked up, or before.
    if (before.archivedAt) return before;
    const nowMs = context.now.getTime();
    const next = nextDomainState(stateOf(before), finding, nowMs);
    const after = await write(tx, isDomain, next).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
      return write(tx, isDomain, { ...next, ...TAKEN, verifiedAtMs: before.verifiedAt?.getTime() ?? null });
    });
    if (after.status === before.status) return after;
    await publish(tx, context, { before, after });
    const change = { from: before.status, to: after.status, problem: after.problem };
    await audit(tx, context, [{ action: `link_domain.${after.status}`, subjectId: domainId, change }]);
    return after;
  });
}

const TAKEN = { status: "failed", problem: "host_taken" } as const;

/** In a savepoint, so that the transaction survives an index that refuses. */
function write(
  tx: Db,
  isDomain: ReturnType<typeof and>,
  { status, checkedAtMs, verifiedAtMs, problem }: DomainState,
): Promise<LinkDomain> {
  return tx.transaction(async (savepoint) => {
    const [row] = await savepoint
      .update(linkDomains)
      .set({ status, problem, checkedAt: instantOf(checkedAtMs), verifiedAt: instantOf(verifiedAtMs) })
      .where(isDomain)
      .returning();
    if (!row) throw new Error("a locked link domain was not written");
    return row;
  });
}

async function publish(
  tx: Db,
  context: Context,
  { before, after }: { readonly before: LinkDomain; readonly after: LinkDomain },
): Promise<void> {
  if (before.status !== "verified" && after.status !== "verified") return;
  const publication = { kvKey: hostKey(after.host), kind: "host" as const, subjectId: after.id };
  if (after.status === "verified") {
    await takeHost(tx, context, publication);
  } else {
    await markChanged(tx, context, [publication]);
  }
  await markLinksChanged(tx, context, sql`links.host = ${after.host}`);
}

/** The host's row in the outbox may be another workspace's, which had the host before. */
async function takeHost(
  tx: Db,
  { workspaceId, now }: Context,
  { kvKey, kind, subjectId }: { readonly kvKey: string; readonly kind: "host"; readonly subjectId: string },
): Promise<void> {
  await tx.execute(sql`select set_config('app.taken_host', ${kvKey}, true)`);
  const at = now.toISOString();
  await tx.execute(sql`
    insert into publications (workspace_id, kv_key, kind, subject_id, changed_at)
    values (${workspaceId}, ${kvKey}, ${kind}::publication_kind, ${subjectId}, ${at}::timestamptz)
    on conflict (kv_key) do update set workspace_id = excluded.workspace_id, subject_id = excluded.subject_id,
      version = publications.version + 1, changed_at = excluded.changed_at`);
}

/** One that came back waits from then on: checks leave alone when it was changed. */
function stateOf({ status, checkedAt, verifiedAt, updatedAt, problem }: LinkDomain) {
  return {
    ...{ status, problem, waitsSinceMs: updatedAt.getTime() },
    checkedAtMs: checkedAt?.getTime() ?? null,
    verifiedAtMs: verifiedAt?.getTime() ?? null,
  };
}

const instantOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
