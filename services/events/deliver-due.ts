import type { OutgoingOutcome, OutgoingRequest } from "../../core/events/outgoing.ts";
import type { Hmac } from "../../core/link/click-id.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { composePostbacks } from "../postbacks/compose-postbacks.ts";
import type { Context } from "../shared/context.ts";
import { throwTogether } from "../shared/each-apart.ts";
import {
  type Claimed,
  claimDeliveries,
  DELIVERIES_AT_ONCE_MAX,
  type DueTarget,
  findDueTargets,
} from "./claim-deliveries.ts";
import { composeWebhooks } from "./compose.ts";
import { type Attempt, recordAttempts } from "./record-attempts.ts";
import type { EventTarget } from "./targets.ts";

/** Targets that are told things at the same time. */
const LANES = 16;

/** What a run needs: everything of the outside is given. */
export type DeliveryMeans = {
  readonly send: (request: OutgoingRequest) => Promise<OutgoingOutcome>;
  readonly keys: EnvelopeKeys;
  /** Keys of click ids: the first signs. */
  readonly hmacs: readonly Hmac[];
  readonly nowMs: () => number;
  readonly random: () => number;
};

/**
 * Tells targets of every workspace what is due, at least once each. Targets take turns, a few messages a turn, many
 * targets at a time: one that is slow holds up itself alone. Runs at once share what is due among them. No turn is begun
 * after `untilMs`.
 *
 * @returns how many attempts were made
 */
export async function deliverDue(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  { untilMs, ...means }: DeliveryMeans & { readonly untilMs: number },
): Promise<number> {
  const turns = [...(await findDueTargets(db, workspaceIds, new Date(means.nowMs())))];
  const errors: unknown[] = [];
  let attempts = 0;
  const lane = async (): Promise<void> => {
    for (let turn = turns.shift(); turn && means.nowMs() < untilMs; turn = turns.shift()) {
      try {
        const made = await takeTurn(db, turn, means);
        attempts += made;
        if (made === DELIVERIES_AT_ONCE_MAX) turns.push(turn);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  throwTogether(errors, (count) => `${count} targets could not be told`);
  return attempts;
}

async function takeTurn(db: Db, { workspaceId, targetId }: DueTarget, means: DeliveryMeans): Promise<number> {
  const actor = "system:deliver-events" as const;
  const at = (): Context => {
    const now = new Date(means.nowMs());
    return { db, workspaceId, actor, requestId: `${actor}:${now.toISOString()}`, now };
  };
  const taken = await claimDeliveries(at(), targetId);
  if (!taken || taken.claimed.length === 0) return 0;
  const { target, claimed } = taken;
  const startedAt = new Date(means.nowMs());
  const requests = await compose(at(), target, claimed, means);
  const attempts = await Promise.all(
    claimed.map(async (delivery, index): Promise<Attempt> => {
      const request = requests[index] ?? null;
      return {
        delivery,
        startedAt,
        outcome: request ? await trySend(request, means) : notSent("address_moved"),
      };
    }),
  );
  await recordAttempts(at(), target, attempts, means);
  return claimed.length;
}

function compose(
  context: Context,
  target: EventTarget,
  claimed: readonly Claimed[],
  { keys, hmacs }: DeliveryMeans,
): Promise<readonly (OutgoingRequest | null)[]> {
  return target.kind === "webhook"
    ? composeWebhooks(context, target, claimed, keys)
    : composePostbacks(context, target, claimed, hmacs);
}

/** Of what never left, e.g. a postback whose values would lead elsewhere. */
const notSent = (problem: string): OutgoingOutcome => ({
  ...{ status: null, problem, durationMs: 0, answer: null, retryAfter: null },
});

/** The sender itself may be away; that is no fault of the target, and looks like one that does not answer. */
async function trySend(request: OutgoingRequest, { send }: DeliveryMeans): Promise<OutgoingOutcome> {
  try {
    return await send(request);
  } catch {
    return notSent("sender_away");
  }
}
