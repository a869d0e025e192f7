import {
  type CapReachedMessage,
  eventMessage,
  type PersonalReadMessage,
} from "../../contracts/event-message.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { CapId, WorkspaceId } from "../../core/shared/id.ts";
import { tellError } from "../../core/shared/tell-error.ts";
import { noteReadings } from "../../services/audit/note-readings.ts";
import { tellReached } from "../../services/caps/tell-reached.ts";
import { deliverDue } from "../../services/events/deliver-due.ts";
import type { Actor } from "../../services/shared/context.ts";
import { deliveryMeans } from "../delivery-means.ts";
import type { FunctionsEnv } from "../env.ts";
import { namedWorkspace } from "../named-workspace.ts";
import { whatIsWrong } from "../what-is-wrong.ts";
import { type ConsumerCall, consumeTogether, type OutcomeOrFailure } from "./consume.ts";

/** No turn is begun after that: what is still due is told by the cron. */
const RUN_MS = 10_000;

/**
 * Writes the events of counters and who read personal data, and tells what the workspaces that are named have to tell: once for a batch, whatever it
 * holds. What is due is claimed, so a message that comes twice, or beside the cron, tells nothing twice.
 */
export function consumeEvents(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeTogether(batch, env, async (deliveries, call) => {
    const woken = new Set<WorkspaceId>();
    const readings: Noted[] = [];
    const outcomes: OutcomeOrFailure[] = [];
    for (const [index, { body }] of deliveries.entries()) {
      outcomes.push(await take(body, call, { woken, note: (read) => readings.push({ index, read }) }));
    }
    for (const failure of await writeReadings(readings, call)) outcomes[failure.index] = failure.outcome;
    try {
      if (woken.size > 0) {
        await deliverDue(call.db, [...woken], { ...deliveryMeans(env), untilMs: Date.now() + RUN_MS });
      }
    } catch (error) {
      console.error(JSON.stringify({ event: "not_told_at_once", error: tellError(error) }));
    }
    return outcomes;
  });
}

/** A reading of personal data, and where it stands among the deliveries. */
type Noted = { readonly index: number; readonly read: PersonalReadMessage };

async function take(
  body: unknown,
  call: ConsumerCall,
  { woken, note }: { readonly woken: Set<WorkspaceId>; readonly note: (read: PersonalReadMessage) => void },
): Promise<OutcomeOrFailure> {
  const message = eventMessage.safeParse(body, { reportInput: true });
  if (!message.success) {
    const detail = whatIsWrong(message.error);
    const why = {
      workspaceId: namedWorkspace(body),
      stage: "events" as const,
      reason: "message_malformed",
      detail,
    };
    return { kind: "dead", row: { ...why, payload: body, receivedAt: call.now } };
  }
  if ("workspace_ids" in message.data) {
    for (const id of message.data.workspace_ids) woken.add(id as WorkspaceId);
    return { kind: "done" };
  }
  if ("reading" in message.data) {
    note(message.data);
    return { kind: "done" };
  }
  woken.add(message.data.workspace_id as WorkspaceId);
  return writeReached(message.data, call);
}

/** Writes readings, those of an actor in a workspace together. Gives those that failed, which come again. */
async function writeReadings(
  readings: readonly Noted[],
  { db, now }: ConsumerCall,
): Promise<readonly { readonly index: number; readonly outcome: OutcomeOrFailure }[]> {
  const failures: { index: number; outcome: OutcomeOrFailure }[] = [];
  const groups = groupBy(readings, ({ read }) => `${read.workspace_id} ${read.actor}`);
  for (const group of groups.values()) {
    const [{ read: first }] = group;
    const workspaceId = first.workspace_id as WorkspaceId;
    const requestId = first.reading.request_id;
    try {
      await noteReadings(
        { db, workspaceId, actor: first.actor as Actor, requestId, now },
        group.map(({ read: { reading } }) => {
          const { request_id, read_at_ms, ...read } = reading;
          return { ...read, requestId: request_id, readAt: new Date(read_at_ms) };
        }),
      );
    } catch (error) {
      for (const { index } of group) failures.push({ index, outcome: { kind: "failed", error } });
    }
  }
  return failures;
}

async function writeReached(
  { workspace_id, cap_id, span, max, reached_at_ms }: CapReachedMessage,
  { db, now }: ConsumerCall,
): Promise<OutcomeOrFailure> {
  const actor = "system:caps" as const;
  const workspaceId = workspace_id as WorkspaceId;
  const context = { db, workspaceId, actor, requestId: `${actor}:${cap_id}:${span}`, now };
  try {
    const reached = { capId: cap_id as CapId, span, max, reachedAt: new Date(reached_at_ms) };
    await tellReached(context, reached);
    return { kind: "done" };
  } catch (error) {
    return { kind: "failed", error };
  }
}
