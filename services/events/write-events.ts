import { type SQL, sql } from "drizzle-orm";
import { type EventShape, type EventType, eventKind } from "../../core/events/catalogue.ts";
import type { Db } from "../../db/client.ts";
import { newId } from "../../platform/random.ts";
import type { Context } from "../shared/context.ts";
import { FACTS } from "./event-facts.ts";

/** An event that is to be told. */
export type EventDraft = {
  readonly type: EventType;
  readonly subjectId: string;
  /** What changed, in the form of the wire; of money the thing itself is told as well. */
  readonly change?: Readonly<Record<string, unknown>>;
  /** The request that led to it, where that is not the context's. */
  readonly requestId?: string;
};

/** Most characters of a change that an event tells; receivers take 20 kB (Standard Webhooks 1.0.0). */
const CHANGE_CHARS_MAX = 8_192;

/** Writes events that come with no act of the audit log: all of types that happen once. */
export async function writeEvents(tx: Db, context: Context, drafts: readonly EventDraft[]): Promise<void> {
  if (drafts.length > 0) await tx.execute(sql`with ${eventParts(context, drafts, "")} select`);
}

/**
 * The parts of a statement that write events, and that they are to be told to whoever listens: to be the last of a
 * transaction, since they read what it wrote before. However many events, they are constant.
 *
 * @param occasion tells what happens again from a repeat: the place of the acts in the audit log
 */
export function eventParts(context: Context, drafts: readonly EventDraft[], occasion: string): SQL {
  const { workspaceId, now } = context;
  const at = sql`${now.toISOString()}::timestamptz`;
  const shapes = [...new Set(drafts.map(({ type }) => eventKind(type).shape))];
  return sql`
    given as (
      select * from jsonb_to_recordset(${JSON.stringify(rowsOf(context, drafts, occasion))}::jsonb) as given(
        id text, type text, subject_id text, object text, shape text, cause text, request_id text, change jsonb)
    ), told as (
      insert into events (workspace_id, id, type, subject_id, affiliate_id, program_id, data, cause, request_id, created_at)
      ${sql.join(
        shapes.map((shape) => factsOf(context, shape, at)),
        sql` union all `,
      )}
      on conflict (workspace_id, cause) do nothing
      returning id, type, subject_id, affiliate_id, program_id
    ), asked as (
      insert into event_deliveries (workspace_id, target_id, event_id, due_at)
      select ${workspaceId}, target.id, told.id, ${at}
        from told
        join event_targets as target on target.workspace_id = ${workspaceId} and target.status = 'enabled'
         and target.id <> told.subject_id
         and (told.type = any (target.types) or target.types = array['*'])
         and (target.kind = 'webhook' or (target.affiliate_id = told.affiliate_id
              and (target.program_id is null or target.program_id = told.program_id)))
    )`;
}

function factsOf({ workspaceId }: Context, shape: EventShape, at: SQL): SQL {
  const { joins, affiliate, program, data } = FACTS[shape];
  return sql`select ${workspaceId}, given.id, given.type, given.subject_id, ${affiliate}, ${program},
      ${data} || jsonb_build_object('change', given.change), given.cause, given.request_id, ${at}
    from given ${joins(workspaceId)} where given.shape = ${shape}`;
}

function rowsOf({ now, requestId }: Context, drafts: readonly EventDraft[], occasion: string) {
  // Ids of one instant are random; in order they tell what came first.
  const ids = drafts.map(() => newId("evt", now.getTime())).sort();
  return drafts.map((draft, index) => {
    const { type, subjectId, change = {} } = draft;
    const { shape, isOnce } = eventKind(type);
    return {
      ...{ id: ids[index], type, subject_id: subjectId, shape, object: type.split(".")[0] },
      ...{ request_id: draft.requestId ?? requestId },
      cause: isOnce ? `${type} ${subjectId}` : `${type} ${subjectId} ${occasion}`,
      change: JSON.stringify(change).length > CHANGE_CHARS_MAX ? null : change,
    };
  });
}
