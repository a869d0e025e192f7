import { conversionMessage } from "../../contracts/conversion.ts";
import { REFUSED_REPORT_REASONS, refusedReport } from "../../contracts/refused-report.ts";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import { isDataRefused } from "../../db/errors.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { noteConversion } from "../../services/caps/note-conversions.ts";
import { settleConversion } from "../../services/conversions/settle-conversion.ts";
import { acceptedConversion } from "../accept-conversion.ts";
import { capNotes } from "../caps/cap-notes.ts";
import type { FunctionsEnv } from "../env.ts";
import { namedWorkspace } from "../named-workspace.ts";
import { whatIsWrong } from "../what-is-wrong.ts";
import { type ConsumerCall, consumeEach, type Outcome } from "./consume.ts";

/** Deliveries after which a conversion that waits for its click is left to the cron. */
const WAITING_ATTEMPTS_MAX = 5;

/** Takes conversions to their reason code. */
export function consumeConversions(batch: MessageBatch, env: FunctionsEnv): Promise<void> {
  return consumeEach(batch, env, (body, call, message) => handleConversion(body, call, message.attempts));
}

/**
 * Settles one conversion and counts it for its caps. What contradicts an earlier one, or is none, ends in
 * the bad rows; so does a report that the intake refused, since its sender may never have read why.
 */
export async function handleConversion(
  body: unknown,
  call: ConsumerCall,
  attempts: number,
): Promise<Outcome> {
  const { env, db, now } = call;
  const dead = (workspaceId: WorkspaceId | null, reason: string, detail: string): Outcome => ({
    kind: "dead",
    row: { workspaceId, stage: "conversions", reason, detail, payload: body, receivedAt: now },
  });
  const report = refusedReport.safeParse(body);
  if (report.success) {
    const { workspace_id, refused, source, param } = report.data;
    const detail = `${source}${param ? `, ${param}` : ""}: ${REFUSED_REPORT_REASONS[refused]}`;
    return dead(workspace_id as WorkspaceId, refused, detail);
  }
  const message = conversionMessage.safeParse(body, { reportInput: true });
  if (!message.success) return dead(namedWorkspace(body), "message_malformed", whatIsWrong(message.error));
  const workspaceId = message.data.workspace_id as WorkspaceId;
  const context = {
    db,
    workspaceId,
    actor: "system:conversions" as const,
    requestId: message.data.request_id,
    now,
  };
  try {
    const accepted = acceptedConversion(message.data);
    const settlement = await settleConversion(context, accepted, parseClickIdKeys(env.CLICK_ID_KEYS));
    if (settlement.kind === "conflict") {
      return dead(workspaceId, "conversion_conflict", "the external id was used before with another request");
    }
    if (settlement.kind === "waiting") {
      const isRetried = attempts <= WAITING_ATTEMPTS_MAX;
      return isRetried ? { kind: "later", delaySeconds: settlement.retrySeconds } : { kind: "done" };
    }
  } catch (error) {
    if (!isDataRefused(error)) throw error;
    return dead(workspaceId, "refused_by_database", String(error));
  }
  // The decision stands. A counter that is away brings the message again: it finds the decision, and notes it.
  await noteConversion(context, message.data.id as ConversionId, capNotes(env.CAPS));
  return { kind: "done" };
}
