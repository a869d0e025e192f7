import { and, asc, eq, inArray } from "drizzle-orm";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { PayoutStatus } from "../../core/payout/payout-lifecycle.ts";
import type { PayoutMethodId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payouts } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { openPayoutMethods } from "../payout-methods/open-methods.ts";
import type { Context } from "../shared/context.ts";
import type { Submission } from "./begin-submission.ts";
import type { OrderedPayout, PayoutOrder, Recipient } from "./provider.ts";

/** What a provider is asked for in one call. */
export type LoadedOrder = {
  readonly order: PayoutOrder;
  /** Those of the order that may not have reached the provider; the others are only looked up. */
  readonly unsure: PayoutOrder["payouts"];
};

/** Payouts whose end is not known. Only those that may not have reached the provider are submitted again. */
const OPEN: readonly PayoutStatus[] = ["submitting", "unknown", "submitted", "needs_review"];
const UNSURE: readonly PayoutStatus[] = ["submitting", "unknown"];

/**
 * Loads what is open of a submission, in the order of the ids: one order and no more, so that what a batch of any size
 * takes of memory is what one call takes. What was frozen never changes; what has ended since the call was written down
 * is left out, and so never asked for again.
 *
 * @param methodKeys opens the methods that the payouts are frozen to; null where none has one
 */
export async function loadOrder(
  tx: Db,
  context: Context,
  { batchId, currency, orderedAt, providerKey }: Submission,
  methodKeys: EnvelopeKeys | null,
): Promise<LoadedOrder> {
  const rows = await loadRows(tx, context, { batchId, providerKey });
  const methods = await openMethods(tx, context, rows, methodKeys);
  const ordered = rows.map((row) => orderedPayoutOf(row, methods));
  return {
    order: { batchId, currency, orderedAt, payouts: ordered },
    unsure: ordered.filter((_, index) => UNSURE.includes(rows[index]?.status as PayoutStatus)),
  };
}

type OpenRow = Awaited<ReturnType<typeof loadRows>>[number];

function loadRows(
  tx: Db,
  { workspaceId }: Context,
  { batchId, providerKey }: Pick<Submission, "batchId" | "providerKey">,
) {
  return tx
    .select({
      ...{ id: payouts.id, affiliateId: payouts.affiliateId, amountMinor: payouts.amountMinor },
      ...{ recipient: payouts.recipient, payoutMethodId: payouts.payoutMethodId, status: payouts.status },
    })
    .from(payouts)
    .where(
      and(
        ...[eq(payouts.workspaceId, workspaceId), eq(payouts.batchId, batchId)],
        ...[eq(payouts.providerKey, providerKey), inArray(payouts.status, [...OPEN])],
      ),
    )
    .orderBy(asc(payouts.id));
}

/** The methods that payouts are frozen to, opened for the order alone. */
async function openMethods(
  tx: Db,
  context: Context,
  rows: readonly OpenRow[],
  keys: EnvelopeKeys | null,
): Promise<ReadonlyMap<PayoutMethodId, PayoutMethod>> {
  const ids = rows.flatMap(({ payoutMethodId }) => payoutMethodId ?? []);
  if (ids.length === 0) return new Map();
  if (keys === null) throw new Error("what payouts are frozen to needs keys to be opened");
  return openPayoutMethods(tx, context, keys, ids);
}

function orderedPayoutOf(
  { id, affiliateId, recipient, amountMinor, payoutMethodId }: OpenRow,
  methods: ReadonlyMap<PayoutMethodId, PayoutMethod>,
): OrderedPayout {
  const method = payoutMethodId === null ? undefined : methods.get(payoutMethodId);
  return {
    ...{ id, affiliateId, amountMinor },
    recipient: { ...(recipient as Recipient), ...(method ? { method } : {}) },
  };
}
