import { runCron } from "./cron/index.ts";
import type { FunctionsEnv } from "./env.ts";
import { runQueue } from "./queues/index.ts";

export { CapCounter } from "./caps/cap-counter.ts";
export { PayoutDoor } from "./payout-door.ts";

/** Queue consumers and crons; no public route. */
export default {
  queue: (batch, env) => runQueue(batch, env),
  scheduled: (event, env) => runCron(event.cron, new Date(event.scheduledTime), env),
} satisfies ExportedHandler<FunctionsEnv>;
