import { sql } from "drizzle-orm";
import type { ChangeKind, RefundedItem } from "../../core/commission/refund.ts";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { changeId } from "../../platform/change-id.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { type ChangeSettlement, settleChange } from "../../services/changes/apply-parked.ts";
import type { Context } from "../../services/shared/context.ts";
import type { Sample } from "./sample.ts";

/** A change of a sale, as a test writes it; with neither a sum nor items it is of the whole sale. */
export type TestChange = {
  readonly order: string;
  readonly externalId: string;
  readonly kind?: ChangeKind;
  readonly amountMinor?: bigint;
  readonly items?: readonly RefundedItem[];
  /** The chargeback that was won. */
  readonly won?: string;
};

/** Takes a change as the consumer of the queue does. */
export function takeChange(context: Context, sample: Sample, change: TestChange): Promise<ChangeSettlement> {
  const ofConversion = orderId(sample.workspaceId, change.order);
  return settleChange(context, {
    id: changeId(ofConversion, change.externalId),
    conversionId: ofConversion,
    keyId: sample.keyId,
    fingerprint: `${change.kind} ${change.amountMinor} ${change.won}`,
    receivedAt: context.now,
    externalId: change.externalId,
    kind: change.kind ?? (change.won === undefined ? "refund" : "chargeback_won"),
    amountMinor: change.amountMinor ?? null,
    items: change.items ?? null,
    chargebackExternalId: change.won ?? null,
    reason: null,
    occurredAt: context.now,
  });
}

/** The id of the conversion that a merchant's order became, or will. */
export function orderId(workspaceId: WorkspaceId, order: string): ConversionId {
  return conversionId(workspaceId, order);
}

/** What a workspace's accounts hold, in minor units, those of all affiliates together; a credit is positive. */
export async function balancesOf(owner: Db, workspaceId: WorkspaceId): Promise<Record<string, number>> {
  const { rows } = (await owner.execute(sql`
    select account, -sum(amount_minor)::int as minor from ledger_entries where workspace_id = ${workspaceId}
     group by account having sum(amount_minor) <> 0 order by account`)) as unknown as {
    rows: { account: string; minor: number }[];
  };
  return Object.fromEntries(rows.map(({ account, minor }) => [account, minor]));
}
