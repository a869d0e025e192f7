import type { FunctionsEnv } from "../env.ts";
import { consumeClicks } from "./clicks.ts";
import { consumeConversions } from "./conversions.ts";
import { consumeDeadLetters } from "./dead-letters.ts";
import { consumePayouts } from "./payouts.ts";
import { consumeReplays } from "./replays.ts";

/** Takes a batch of one queue. */
export type Consumer = (batch: MessageBatch, env: FunctionsEnv) => Promise<void>;

/** The consumer of each queue of wrangler.toml. */
export const QUEUES: Readonly<Record<string, Consumer>> = {
  clicks: consumeClicks,
  "clicks-1": consumeClicks,
  conversions: consumeConversions,
  payouts: consumePayouts,
  replays: consumeReplays,
  "dead-letters": consumeDeadLetters,
};

/** Gives a batch to the consumer of its queue. */
export async function runQueue(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  const consume = QUEUES[batch.queue];
  if (!consume) throw new Error(`no consumer for the queue ${batch.queue}`);
  await consume(batch, env);
}
