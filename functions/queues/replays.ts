import { replayMessage } from "../../contracts/replay-message.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { replayBadRow } from "../../services/bad-rows/replay-bad-row.ts";
import type { Actor } from "../../services/shared/context.ts";
import type { FunctionsEnv } from "../env.ts";
import { takeAgainWith } from "../take-again.ts";
import { whatIsWrong } from "../what-is-wrong.ts";
import { consumeEach, type Outcome } from "./consume.ts";

/** Tries bad rows again, as somebody asked through the API. */
export function consumeReplays(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeEach(batch, env, async (body, call): Promise<Outcome> => {
    const message = replayMessage.safeParse(body, { reportInput: true });
    if (!message.success) {
      const detail = whatIsWrong(message.error);
      const why = { workspaceId: null, stage: "replays" as const, reason: "message_malformed", detail };
      return { kind: "dead", row: { ...why, payload: body, receivedAt: call.now } };
    }
    const { workspace_id, bad_row_id, actor, request_id } = message.data;
    const context = {
      ...{ db: call.db, now: call.now, requestId: request_id },
      ...{ workspaceId: workspace_id as WorkspaceId, actor: actor as Actor },
    };
    await replayBadRow(context, BigInt(bad_row_id), takeAgainWith(call));
    return { kind: "done" };
  });
}
