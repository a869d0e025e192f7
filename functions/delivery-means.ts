import { parseEnvelopeKeys } from "../platform/envelope.ts";
import { parseClickIdKeys } from "../platform/keys.ts";
import type { DeliveryMeans } from "../services/events/deliver-due.ts";
import type { FunctionsEnv } from "./env.ts";

/** What telling of events needs, of this Worker. */
export const deliveryMeans = (env: FunctionsEnv): DeliveryMeans => ({
  send: (request) => env.SENDER.send(request),
  keys: parseEnvelopeKeys(env.ENVELOPE_KEYS),
  hmacs: parseClickIdKeys(env.CLICK_ID_KEYS),
  nowMs: Date.now,
  random: Math.random,
});
