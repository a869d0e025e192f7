import { changeMessage } from "../contracts/change.ts";
import { conversionMessage } from "../contracts/conversion.ts";
import type { Replayed, ReplayOutcome, TakeAgain } from "../services/bad-rows/replay-bad-row.ts";
import type { CheckedClick } from "../services/clicks/click-row.ts";
import { ingestClicks } from "../services/clicks/ingest-clicks.ts";
import { checkClicks } from "./check-click.ts";
import { ingestPorts } from "./ingest-ports.ts";
import type { ConsumerCall } from "./queues/consume.ts";
import { handleConversion } from "./queues/conversions.ts";

const TAKEN: ReplayOutcome = { kind: "taken" };
const MESSAGE_MALFORMED = "message_malformed";
/** Makes the handler leave a waiting conversion to the cron that looks after those. */
const NO_MORE_ATTEMPTS = Number.POSITIVE_INFINITY;

/**
 * Sends the payload of a bad row through the code that its queue sends it through, so that what was wrong
 * with it is found again unless it was put right: a forged click id never becomes a click.
 */
export function takeAgainWith(call: ConsumerCall): TakeAgain {
  return async (row) => {
    switch (row.stage === "dead-letters" ? queueOf(row.payload) : row.stage) {
      case "clicks":
        return takeClicks(call, row);
      case "conversions":
        return takeConversion(call, row.payload);
      default:
        return { kind: "refused", reason: row.reason, detail: "this is not taken in a second time" };
    }
  };
}

/** Dead letters come without the name of their queue; they are known by their shape. */
function queueOf(payload: unknown): string | null {
  if (malformation(checkClicks(payload)) === null) return "clicks";
  const isOfConversions = [conversionMessage, changeMessage].some((each) => each.safeParse(payload).success);
  return isOfConversions ? "conversions" : null;
}

/**
 * A row of the stage `clicks` is a whole message where that was malformed, else one click. A message is
 * taken in once it can be read: a click of it that is bad becomes a row of its own.
 */
async function takeClicks(call: ConsumerCall, { stage, reason, payload }: Replayed): Promise<ReplayOutcome> {
  const isMessage = stage !== "clicks" || reason === MESSAGE_MALFORMED;
  const checked = checkClicks(isMessage ? payload : { v: 1, clicks: [payload] });
  const malformed = malformation(checked);
  if (malformed !== null) return malformed;
  const { bad } = await ingestClicks(ingestPorts(call), checked, { keepsBad: isMessage });
  const [refused] = isMessage ? [] : bad;
  return refused ? { kind: "refused", reason: refused.reason, detail: refused.detail } : TAKEN;
}

async function takeConversion(call: ConsumerCall, payload: unknown): Promise<ReplayOutcome> {
  const outcome = await handleConversion(payload, call, NO_MORE_ATTEMPTS);
  if (outcome.kind !== "dead") return TAKEN;
  const { reason, detail } = outcome.row;
  return { kind: "refused", reason, detail };
}

/** Why a message could not be taken apart, or null if it could. */
function malformation(checked: readonly CheckedClick[]): ReplayOutcome | null {
  const [first] = checked;
  if (first === undefined || first.ok || first.reason !== MESSAGE_MALFORMED) return null;
  return { kind: "refused", reason: first.reason, detail: first.detail };
}
