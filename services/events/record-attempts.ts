import { sql } from "drizzle-orm";
import type { OutgoingOutcome } from "../../core/events/outgoing.ts";
import { isLost, readRetryAfter, retryDelayMs } from "../../core/events/retry.ts";
import type { Db } from "../../db/client.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { eventAttempts } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { addNotices } from "../notices/add-notices.ts";
import { merchantOf } from "../notices/merchant-of.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Claimed } from "./claim-deliveries.ts";
import { hostOf } from "./shown-changes.ts";
import { type EventTarget, lockTarget, updateTarget } from "./targets.ts";

/** An attempt, and what came of it. */
export type Attempt = {
  readonly delivery: Claimed;
  readonly startedAt: Date;
  readonly outcome: OutgoingOutcome;
};

/** The answer by which an endpoint says that it is gone for good (Standard Webhooks 1.0.0). */
const GONE = 410;

/** How a delivery goes on after an attempt. */
type Next = {
  readonly event_id: string;
  readonly status: "waiting" | "delivered" | "failed";
  readonly due_at: string | null;
  readonly status_code: number | null;
  readonly problem: string | null;
};

/**
 * Writes down what came of attempts on one target, when each is tried next, and how the target does; one that is gone, or
 * failed for too long, gets nothing any more, and its contact is told.
 */
export function recordAttempts(
  context: Context,
  target: EventTarget,
  attempts: readonly Attempt[],
  { keys, random }: { readonly keys: EnvelopeKeys; readonly random: () => number },
): Promise<void> {
  return transact(context, async (tx) => {
    const locked = await lockTarget(tx, context, target);
    if (!locked) return;
    const nexts = attempts.map((attempt) => nextOf(context, attempt, random()));
    await insertAttempts(tx, context, target, attempts);
    await moveDeliveries(tx, context, target, nexts);
    const change = changeOf(context, locked, { attempts, nexts });
    const after = await updateTarget(tx, context, { before: locked, change });
    if (after.status !== locked.status) await tellOfEnd(tx, context, after, keys);
  });
}

const isDone = ({ status }: OutgoingOutcome): boolean => status !== null && status >= 200 && status <= 299;

function nextOf({ now }: Context, { delivery, outcome }: Attempt, random: number): Next {
  const { status: status_code, problem } = outcome;
  const told = { event_id: delivery.eventId, status_code, problem };
  if (isDone(outcome)) return { ...told, status: "delivered", due_at: null };
  const askedForMs = readRetryAfter(outcome.retryAfter, now.getTime());
  const delayMs = retryDelayMs(delivery.tries, { random, askedForMs });
  if (delayMs === null) return { ...told, status: "failed", due_at: null };
  return { ...told, status: "waiting", due_at: new Date(now.getTime() + delayMs).toISOString() };
}

function changeOf(
  { now }: Context,
  target: EventTarget,
  { attempts, nexts }: { readonly attempts: readonly Attempt[]; readonly nexts: readonly Next[] },
): Partial<EventTarget> {
  const isGone = attempts.some(({ outcome }) => outcome.status === GONE);
  if (isGone && target.status === "enabled") return { status: "disabled", ended: "gone" };
  if (attempts.some(({ outcome }) => isDone(outcome))) return { failingSince: null, givenUp: 0 };
  const failingSince = target.failingSince ?? now;
  const givenUp = target.givenUp + nexts.filter(({ status }) => status === "failed").length;
  const isEnded =
    target.status === "enabled" && isLost({ sinceMs: failingSince.getTime(), givenUp }, now.getTime());
  return { failingSince, givenUp, ...(isEnded ? { status: "disabled", ended: "failing" } : {}) };
}

function insertAttempts(
  tx: Db,
  { workspaceId }: Context,
  { id: targetId }: EventTarget,
  attempts: readonly Attempt[],
): Promise<void> {
  const rows = attempts.map(({ delivery, startedAt, outcome }) => ({
    ...{ workspaceId, targetId, eventId: delivery.eventId, number: delivery.attempts, startedAt },
    ...{ durationMs: Math.round(outcome.durationMs), statusCode: outcome.status, problem: outcome.problem },
    // Postgres keeps no NUL.
    answer: outcome.answer?.replaceAll("\0", "\ufffd") ?? null,
  }));
  return insertAll(tx, [rowsOf(eventAttempts, rows, { ifAbsent: true })]);
}

/** One that was asked for again meanwhile, or given up with its target, stays as it is. */
async function moveDeliveries(
  tx: Db,
  { workspaceId, now }: Context,
  { id: targetId }: EventTarget,
  nexts: readonly Next[],
): Promise<void> {
  await tx.execute(sql`
    update event_deliveries as delivery
       set status = moved.status, due_at = coalesce(moved.due_at, delivery.due_at), status_code = moved.status_code,
           problem = moved.problem,
           delivered_at = case when moved.status = 'delivered' then ${now.toISOString()}::timestamptz end
      from json_to_recordset(${JSON.stringify(nexts)}::json) as moved(
        event_id text, status event_delivery_status, due_at timestamptz, status_code int, problem text)
     where delivery.workspace_id = ${workspaceId} and delivery.target_id = ${targetId}
       and delivery.event_id = moved.event_id and delivery.status = 'waiting'`);
}

/** Writes that a target gets nothing any more, and tells its contact. */
async function tellOfEnd(tx: Db, context: Context, target: EventTarget, keys: EnvelopeKeys): Promise<void> {
  const { id, kind, ended, contactEmail } = target;
  const object = kind === "webhook" ? "webhook_endpoint" : "postback";
  const change = { status: { from: "enabled", to: "disabled" }, ended };
  await audit(tx, context, [{ action: `${object}.disabled`, subjectId: id, change }]);
  if (contactEmail === null) return;
  const merchant = await merchantOf(tx, context);
  const host = hostOf(target);
  const why =
    ended === "gone"
      ? "It answered 410 Gone."
      : "It has not taken a message for days, however often we tried.";
  await addNotices(tx, context, keys, [
    {
      ...{ kind: `${object}_disabled`, cause: `${object}_disabled ${id} ${context.now.toISOString()}` },
      to: contactEmail,
      subject: `${merchant}: events are no longer sent to ${host}`,
      text: [
        `Events of ${merchant} are no longer sent to ${host} (${id}). ${why}`,
        "Once it works again, enable it, and have what failed meanwhile sent again.",
      ].join("\n\n"),
    },
  ]);
}
