import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { checkClicks } from "../check-click.ts";
import type { FunctionsEnv } from "../env.ts";
import { ingestPorts } from "../ingest-ports.ts";
import { consumeBatch } from "./consume.ts";

/** Takes clicks in, a batch at a time; what is no click goes to the bad rows. */
export function consumeClicks(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeBatch(batch, env, async (bodies, call) => {
    await ingestClicks(ingestPorts(call), bodies.flatMap(checkClicks));
  });
}
