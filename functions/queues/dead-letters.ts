import { canaryMessage } from "../../contracts/canary-message.ts";
import { deadLetterKey } from "../../services/bad-rows/dead-letter.ts";
import { CANARY_KEY } from "../cron/watch-dead-letters.ts";
import type { FunctionsEnv } from "../env.ts";
import { consumeApart, type Outcome } from "./consume.ts";

const DONE: Outcome = { kind: "done" };

/**
 * Keeps messages that ran out of attempts in the bucket, which is up when Postgres is not; a cron makes bad rows of
 * them (functions/cron/sweep-spill.ts). A canary is noted, and is none.
 */
export function consumeDeadLetters(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeApart(batch, async (body, message) => {
    if (canaryMessage.safeParse(body).success) {
      await env.CLICK_LOG.put(CANARY_KEY, JSON.stringify(body));
      return DONE;
    }
    // Never over what is there: a person may have been erased from that since.
    const onlyIf = { etagDoesNotMatch: "*" };
    await env.CLICK_LOG.put(deadLetterKey(message), JSON.stringify(body) ?? "null", { onlyIf });
    return DONE;
  });
}
