import { canaryMessage } from "../../contracts/canary-message.ts";
import { CANARY_KEY } from "../cron/watch-dead-letters.ts";
import type { FunctionsEnv } from "../env.ts";
import { consumeEach } from "./consume.ts";

/**
 * Keeps messages that ran out of attempts: first in the bucket, which is up when Postgres is not, then
 * in the bad rows, where a person finds them. A canary is noted, and is none.
 */
export function consumeDeadLetters(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeEach(batch, env, async (body, _call, message) => {
    if (canaryMessage.safeParse(body).success) {
      await env.CLICK_LOG.put(CANARY_KEY, JSON.stringify(body));
      return { kind: "done" };
    }
    const day = message.timestamp.toISOString().slice(0, 10);
    await env.CLICK_LOG.put(`dead-letters/day=${day}/${message.id}.json`, JSON.stringify(body) ?? "null");
    return {
      kind: "dead",
      row: {
        workspaceId: null,
        stage: "dead-letters",
        reason: "out_of_attempts",
        detail: `message ${message.id}`,
        payload: body,
        receivedAt: message.timestamp,
      },
    };
  });
}
