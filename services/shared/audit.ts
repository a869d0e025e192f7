import { sql } from "drizzle-orm";
import { type AuditRow, auditContent } from "../../core/audit/chain.ts";
import type { Act } from "../../core/events/acts.ts";
import { eventsOfAct } from "../../core/events/catalogue.ts";
import { assert } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type EventDraft, eventParts, writeEvents } from "../events/write-events.ts";
import type { Context } from "./context.ts";

/**
 * One act, as the audit log keeps it. `change` tells what was before and after, of a creation what was made, and holds no
 * secret and no personal data.
 */
export type AuditEvent = {
  readonly action: Act;
  readonly subjectId: string;
  readonly change?: Readonly<Record<string, unknown>>;
  /** The request that led to it, where that is not the context's. */
  readonly requestId?: string;
};

/**
 * Writes audit rows inside the transaction of the changes they tell of, at the end of the workspace's chain, in
 * two statements. The log stays locked until the transaction ends: an act comes last in it, after all other locks. The
 * second statement writes the outgoing events of these acts as well (`core/events/catalogue.ts`). Whoever ends a receiver
 * of events takes the same lock, so that nothing is told to one that has ended.
 *
 * @param told further events, of money; without any act these are all of types that happen once
 */
export async function audit(
  tx: Db,
  context: Context,
  events: readonly AuditEvent[],
  told: readonly EventDraft[] = [],
): Promise<void> {
  if (events.length === 0 && told.length === 0) return;
  const head = await lockHead(tx, context);
  if (events.length === 0) return writeEvents(tx, context, told);
  let { sequence, hash } = head;
  const rows = events.map(({ action, subjectId, change, requestId }) => {
    sequence += 1n;
    const row: AuditRow = {
      ...{ workspaceId: context.workspaceId, actor: context.actor, action, subjectId },
      requestId: requestId ?? context.requestId,
      ...{ sequence, previousHash: hash, createdAt: head.nowText },
      change: inWireForm({ ...change, ...(context.networkHash ? { network: context.networkHash } : {}) }),
    };
    hash = sha256Hex(auditContent(row));
    return { ...row, sequence: String(sequence), hash };
  });
  const drafts = [...rows.flatMap(draftsOf), ...told];
  const telling = drafts.length > 0 ? sql`, ${eventParts(context, drafts, String(sequence))}` : sql``;
  await tx.execute(sql`
    with moved as (
      update audit_heads set last_sequence = ${String(sequence)}::bigint, last_hash = ${hash}
       where workspace_id = ${context.workspaceId}
    )${telling}
    insert into audit_log (workspace_id, actor, action, subject_id, request_id, change, created_at, sequence,
                           previous_hash, hash)
    select "workspaceId", actor, action, "subjectId", "requestId", change, "createdAt", sequence, "previousHash", hash
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
        "workspaceId" text, actor text, action text, "subjectId" text, "requestId" text, change jsonb,
        "createdAt" timestamptz, sequence bigint, "previousHash" text, hash text)
     order by sequence`);
}

/** The events of one act, which do not tell from where it was done. */
function draftsOf({
  action,
  subjectId,
  requestId,
  change,
}: Pick<AuditRow, "action" | "subjectId" | "requestId" | "change">): readonly EventDraft[] {
  const { network: _network, ...changed } = change as Readonly<Record<string, unknown>>;
  return eventsOfAct(action, changed).map((type) => ({ type, subjectId, requestId, change: changed }));
}

/** The end of the workspace's chain, which nobody else moves until the transaction ends, and the time by its clock. */
async function lockHead(
  tx: Db,
  { workspaceId }: Context,
): Promise<{ readonly sequence: bigint; readonly hash: string; readonly nowText: string }> {
  const { rows } = (await tx.execute(sql`
    insert into audit_heads (workspace_id) values (${workspaceId})
        on conflict (workspace_id) do update set last_sequence = audit_heads.last_sequence
    returning last_sequence, last_hash,
              to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now_text`)) as unknown as {
    rows: { last_sequence: string; last_hash: string; now_text: string }[];
  };
  const [row] = rows;
  assert(row !== undefined, "an audit log has a head once it was asked for");
  return { sequence: BigInt(row.last_sequence), hash: row.last_hash, nowText: row.now_text };
}

/** Names of fields as the API writes them, and values as JSON gives them back. */
function inWireForm(change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named = Object.entries(change).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(named)));
}
