import { sql } from "drizzle-orm";
import { auditContent } from "../../core/audit/chain.ts";
import { assert } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { PeopleContext } from "./context.ts";

/** One thing that happened to a person or at an address. `change` holds no secret and no address. */
export type PersonEvent = {
  /** The person's id, or the hash of an address that is nobody's: the transaction must have proved it. */
  readonly stream: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly change?: Readonly<Record<string, unknown>>;
};

/**
 * Writes what happened at the end of its stream, inside the transaction of the change itself, hashed and chained as the
 * audit log is (`auditContent`, the stream in the place of the workspace). Comes last in a transaction, after all other locks.
 */
export async function noteEvent(tx: Db, context: PeopleContext, event: PersonEvent): Promise<void> {
  const { stream, actor, action, subjectId } = event;
  const head = await lockHead(tx, stream);
  const sequence = BigInt(head.last_sequence) + 1n;
  const change = JSON.parse(JSON.stringify({ ...event.change, network: context.networkHash }));
  const content = auditContent({
    ...{ workspaceId: stream as never, actor, action, subjectId, requestId: context.requestId, change },
    ...{ sequence, previousHash: head.last_hash, createdAt: head.now_text },
  });
  const hash = sha256Hex(content);
  await tx.execute(sql`
    with moved as (
      update person_event_heads set last_sequence = ${String(sequence)}::bigint, last_hash = ${hash} where stream = ${stream}
    )
    insert into person_events (stream, actor, action, subject_id, change, request_id, created_at, sequence, previous_hash, hash)
    values (${stream}, ${actor}, ${action}, ${subjectId}, ${JSON.stringify(change)}::jsonb, ${context.requestId},
            ${head.now_text}::timestamptz, ${String(sequence)}::bigint, ${head.last_hash}, ${hash})`);
}

type Head = { readonly last_sequence: string; readonly last_hash: string; readonly now_text: string };

/** The end of a stream, which nobody else moves until the transaction ends, and the time by the database's clock. */
async function lockHead(tx: Db, stream: string): Promise<Head> {
  const { rows } = (await tx.execute(sql`
    insert into person_event_heads (stream) values (${stream})
        on conflict (stream) do update set last_sequence = person_event_heads.last_sequence
    returning last_sequence, last_hash,
              to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now_text`)) as unknown as {
    rows: Head[];
  };
  const [row] = rows;
  assert(row !== undefined, "a stream has a head once it was asked for");
  return row;
}
