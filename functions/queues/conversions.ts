import { isChange } from "../../contracts/change.ts";
import type { Hmac } from "../../core/link/click-id.ts";
import { type Group, groupBy } from "../../core/shared/group-by.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { isDataRefused } from "../../db/errors.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { noteConversion, noteConversions } from "../../services/caps/note-conversions.ts";
import { type SettledApart, settleApart } from "../../services/conversions/settle-apart.ts";
import type { ToSettle } from "../../services/conversions/settle-conversions.ts";
import type { Context } from "../../services/shared/context.ts";
import { capNotes } from "../caps/cap-notes.ts";
import type { FunctionsEnv } from "../env.ts";
import { handleChange } from "./changes.ts";
import { type ConsumerCall, consumeTogether, type Outcome, type OutcomeOrFailure } from "./consume.ts";
import { badConversion, readConversion } from "./read-conversion.ts";

/** Deliveries after which a conversion that waits for its click is left to the cron. */
const WAITING_ATTEMPTS_MAX = 5;
const DONE: Outcome = { kind: "done" };

/** A message of the queue: its body, and how often it was delivered. */
export type ConversionDelivery = { readonly body: unknown; readonly attempts: number };

/** Takes conversions to their reason code, those of a workspace together. */
export function consumeConversions(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeTogether(batch, env, handleConversions);
}

/** As `handleConversions`, for one; throws where it may be tried again later. */
export async function handleConversion(
  body: unknown,
  call: ConsumerCall,
  attempts: number,
): Promise<Outcome> {
  const [outcome] = await handleConversions([{ body, attempts }], call);
  if (outcome === undefined || outcome.kind === "failed") throw outcome?.error;
  return outcome;
}

/**
 * Settles conversions and counts them for their caps: one transaction for each workspace among them.
 * What contradicts an earlier one, or is none, ends in the bad rows, and does no harm to the others.
 *
 * @returns how each message ends, in the order given
 */
export async function handleConversions(
  deliveries: readonly ConversionDelivery[],
  call: ConsumerCall,
): Promise<readonly OutcomeOrFailure[]> {
  const outcomes: OutcomeOrFailure[] = deliveries.map(() => DONE);
  const readable: Place[] = [];
  deliveries.forEach(({ body }, index) => {
    if (isChange(body)) return;
    const read = readConversion(body, call.now);
    if (read.kind === "dead") outcomes[index] = read;
    else readable.push({ index, workspaceId: read.workspaceId, toSettle: read.toSettle });
  });
  const hmacs = parseClickIdKeys(call.env.CLICK_ID_KEYS);
  const settled: Place[] = [];
  for (const places of groupBy(readable, ({ workspaceId }) => workspaceId).values()) {
    const settlements = await settleGroup(call, places, hmacs);
    places.forEach((place, nth) => {
      const settlement = settlements[nth];
      const delivery = deliveries[place.index];
      if (!settlement || !delivery) return;
      outcomes[place.index] = outcomeOf(settlement, place, { ...delivery, now: call.now });
      if (settlement.kind === "decided" || settlement.kind === "exists") settled.push(place);
    });
  }
  // The decisions stand. A counter that is away brings the message again: it finds the decision, and notes it.
  for (const { index, error } of await noteAll(call, settled)) outcomes[index] = { kind: "failed", error };
  // Changes come last, so that one finds the conversion that was delivered with it.
  for (const [index, { body }] of deliveries.entries()) {
    if (isChange(body)) outcomes[index] = await takeChange(body, call);
  }
  return outcomes;
}

async function takeChange(body: unknown, call: ConsumerCall): Promise<OutcomeOrFailure> {
  try {
    return await handleChange(body, call);
  } catch (error) {
    return { kind: "failed", error };
  }
}

/** Where a conversion stands among the deliveries. */
type Place = { readonly index: number; readonly workspaceId: WorkspaceId; readonly toSettle: ToSettle };

function settleGroup(
  call: ConsumerCall,
  places: Group<Place>,
  hmacs: readonly Hmac[],
): Promise<readonly SettledApart[]> {
  return settleApart(
    contextOf(call, places[0]),
    places.map(({ toSettle }) => toSettle),
    hmacs,
  );
}

function contextOf({ db, now }: ConsumerCall, { workspaceId, toSettle: { requestId } }: Place): Context {
  return { db, workspaceId, actor: "system:conversions", requestId, now };
}

function outcomeOf(
  settlement: SettledApart,
  { workspaceId }: Place,
  { body, attempts, now }: ConversionDelivery & { readonly now: Date },
): OutcomeOrFailure {
  const dead = (reason: string, detail: string): Outcome => ({
    kind: "dead",
    row: badConversion(body, now, { workspaceId, reason, detail }),
  });
  switch (settlement.kind) {
    case "decided":
    case "exists":
      return DONE;
    case "conflict":
      return dead("conversion_conflict", "the external id was used before with another request");
    case "waiting":
      if (attempts > WAITING_ATTEMPTS_MAX) return DONE;
      return { kind: "later", delaySeconds: settlement.retrySeconds };
    case "failed":
      if (isDataRefused(settlement.error)) return dead("refused_by_database", String(settlement.error));
      return settlement;
  }
}

/** Counts for caps: all at once, and where that fails one by one, so that only what a counter misses comes again. */
async function noteAll(
  call: ConsumerCall,
  settled: readonly Place[],
): Promise<readonly { readonly index: number; readonly error: unknown }[]> {
  const note = capNotes(call.env.CAPS);
  try {
    const conversions = settled.map(({ workspaceId, toSettle: { accepted } }) => ({
      ...{ workspaceId, conversionId: accepted.id },
    }));
    await noteConversions(call.db, conversions, note);
    return [];
  } catch {
    const failures: { index: number; error: unknown }[] = [];
    for (const place of settled) {
      try {
        await noteConversion(contextOf(call, place), place.toSettle.accepted.id, note);
      } catch (error) {
        failures.push({ index: place.index, error });
      }
    }
    return failures;
  }
}
