import type { FunctionsEnv } from "../env.ts";
import { consumeEach } from "./consume.ts";

/**
 * Keeps messages that ran out of attempts: first in the bucket, which is up when Postgres is not, then
 * in the bad rows, where a person finds them.
 */
export function consumeDeadLetters(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeEach(batch, env, async (body, _call, message) => {
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
