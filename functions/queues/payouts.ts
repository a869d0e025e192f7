import { payoutMessage } from "../../contracts/payout-message.ts";
import type { BatchId, WorkspaceId } from "../../core/shared/id.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { findPayoutBatch } from "../../services/reading/payout-batches.ts";
import type { Actor } from "../../services/shared/context.ts";
import type { FunctionsEnv } from "../env.ts";
import { providerOfBatch } from "../payout-providers.ts";
import { whatIsWrong } from "../what-is-wrong.ts";
import { consumeEach, type Outcome } from "./consume.ts";

/** Executes approved payout batches. */
export function consumePayouts(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeEach(batch, env, async (body, { db, now }): Promise<Outcome> => {
    const dead = (workspaceId: WorkspaceId | null, reason: string, detail: string): Outcome => ({
      kind: "dead",
      row: { workspaceId, stage: "payouts", reason, detail, payload: body, receivedAt: now },
    });
    const message = payoutMessage.safeParse(body, { reportInput: true });
    if (!message.success) return dead(null, "message_malformed", whatIsWrong(message.error));
    const workspaceId = message.data.workspace_id as WorkspaceId;
    const actor = message.data.actor as Actor;
    const context = { db, workspaceId, actor, requestId: message.data.request_id, now };
    const batchId = message.data.batch_id as BatchId;
    const found = await findPayoutBatch(context, batchId);
    if (!found) return dead(workspaceId, "not_found", batchId);
    const opened = await providerOfBatch(env, context, found);
    if (!opened) return dead(workspaceId, "provider_without_access", found.provider);
    const executed = await executeBatch(context, batchId, opened.provider, opened.means);
    return executed.ok
      ? { kind: "done" }
      : dead(workspaceId, executed.error.code, JSON.stringify(executed.error));
  });
}
