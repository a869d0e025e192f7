import { type ChangeMessage, changeMessage } from "../../contracts/change.ts";
import type { RefundedItem } from "../../core/commission/refund.ts";
import type { ChangeId, ConversionId, KeyId, WorkspaceId } from "../../core/shared/id.ts";
import { isDataRefused, textOfCause } from "../../db/errors.ts";
import { settleChange } from "../../services/changes/apply-parked.ts";
import type { AcceptedChange } from "../../services/changes/record-change.ts";
import { namedWorkspace } from "../named-workspace.ts";
import { whatIsWrong } from "../what-is-wrong.ts";
import type { ConsumerCall, Outcome } from "./consume.ts";
import { badConversion } from "./read-conversion.ts";

/**
 * Takes one change of a conversion from the conversions queue: applies it, or parks it until its conversion
 * is decided. What contradicts an earlier one, or is none, ends in the bad rows.
 */
export async function handleChange(body: unknown, { db, now }: ConsumerCall): Promise<Outcome> {
  const dead = (workspaceId: WorkspaceId | null, reason: string, detail: string): Outcome => ({
    kind: "dead",
    row: badConversion(body, now, { workspaceId, reason, detail }),
  });
  const message = changeMessage.safeParse(body, { reportInput: true });
  if (!message.success) return dead(namedWorkspace(body), "message_malformed", whatIsWrong(message.error));
  const { workspace_id, request_id: requestId } = message.data;
  const workspaceId = workspace_id as WorkspaceId;
  const context = { db, workspaceId, actor: "system:conversions" as const, requestId, now };
  try {
    const { kind } = await settleChange(context, acceptedChange(message.data));
    if (kind !== "conflict") return { kind: "done" };
    return dead(workspaceId, "change_conflict", "the external id was used before with another change");
  } catch (error) {
    if (!isDataRefused(error)) throw error;
    return dead(workspaceId, "refused_by_database", textOfCause(error));
  }
}

function acceptedChange({ request, ...message }: ChangeMessage): AcceptedChange {
  return {
    id: message.id as ChangeId,
    conversionId: message.conversion_id as ConversionId,
    keyId: message.key_id as KeyId,
    fingerprint: message.fingerprint,
    receivedAt: new Date(message.received_at_ms),
    externalId: request.external_id,
    kind: request.kind,
    amountMinor: request.amount_minor === undefined ? null : BigInt(request.amount_minor),
    items: request.items?.map(refundedItem) ?? null,
    chargebackExternalId: request.chargeback_external_id ?? null,
    reason: request.reason ?? null,
    occurredAt: new Date(request.occurred_at ?? message.received_at_ms),
  };
}

function refundedItem({
  sku,
  quantity,
  amount_minor = "0",
}: NonNullable<ChangeMessage["request"]["items"]>[number]): RefundedItem {
  return quantity === undefined ? { sku, amountMinor: BigInt(amount_minor) } : { sku, quantity };
}
