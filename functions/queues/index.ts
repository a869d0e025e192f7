import type { FunctionsEnv } from "../env.ts";
import { namedWorkspace } from "../named-workspace.ts";
import { wakeTellers } from "../wake-tellers.ts";
import { consumeClicks } from "./clicks.ts";
import { consumeConversions } from "./conversions.ts";
import { consumeDeadLetters } from "./dead-letters.ts";
import { consumeEvents } from "./events.ts";
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
  events: consumeEvents,
  "dead-letters": consumeDeadLetters,
};

/** Queues whose messages name their workspace and bring about what is told to others. */
const TELLING: ReadonlySet<string> = new Set(["conversions", "payouts", "replays"]);

/** Gives a batch to the consumer of its queue, and has told at once what came of it. */
export async function runQueue(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  const consume = QUEUES[batch.queue];
  if (!consume) throw new Error(`no consumer for the queue ${batch.queue}`);
  await consume(batch, env);
  if (!TELLING.has(batch.queue)) return;
  await wakeTellers(
    env,
    batch.messages.map(({ body }) => namedWorkspace(body)),
  );
}
