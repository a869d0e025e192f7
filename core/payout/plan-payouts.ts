import type { Currency } from "../money/currency.ts";
import { groupBy } from "../shared/group-by.ts";
import type { AffiliateId, ChangeId, CommissionId, DecisionId, DisputeId } from "../shared/id.ts";

/** A commission that is due. */
export type DueCommission = {
  readonly id: CommissionId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  /** Minor units, positive: what is left of it after changes of its sale. */
  readonly amountMinor: bigint;
};

/** What is left to be netted: what was taken of a commission that was in a payout, or given back. */
export type CarriedSum = {
  /** The change of the sale, the newer decision of it or the dispute that did so. */
  readonly causeId: ChangeId | DecisionId | DisputeId | `${DisputeId}:back`;
  readonly commissionId: CommissionId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  /** Minor units in the affiliate's favour: negative for what the affiliate owes. */
  readonly amountMinor: bigint;
};

/** One transfer to one affiliate in one currency. */
export type PlannedPayout = {
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly commissionIds: readonly CommissionId[];
  readonly carried: readonly Pick<CarriedSum, "causeId" | "commissionId">[];
};

export const WAITING_REASONS = [
  "below_minimum",
  "negative_balance",
  "on_hold",
  "no_method",
  "method_on_hold",
  "tax_form_missing",
  "suspended",
  "country_not_allowed",
  "method_not_allowed",
  "currency_not_supported",
  "no_rate",
  "not_scheduled",
  "disputed",
] as const;
/** Why what is owed is not paid yet. */
export type WaitingReason = (typeof WAITING_REASONS)[number];

/**
 * What an affiliate is owed and is not paid yet, and why; `negative_balance` where what is carried takes all
 * of it, so that the sum may be negative.
 */
export type WaitingPayout = Pick<PlannedPayout, "affiliateId" | "currency" | "amountMinor"> & {
  readonly reason: WaitingReason;
};

/**
 * Groups commissions and what is carried into one payout for each affiliate and currency, in the order in
 * which they are first met. A group below the minimum, or of nothing or less, waits for a later run; one
 * that reaches the minimum exactly is paid.
 */
export function planPayouts(
  commissions: readonly DueCommission[],
  minimumMinor: bigint,
  carried: readonly CarriedSum[] = [],
): { readonly payouts: readonly PlannedPayout[]; readonly waiting: readonly WaitingPayout[] } {
  const sums: readonly (DueCommission | CarriedSum)[] = [...commissions, ...carried];
  const groups = groupBy(sums, ({ affiliateId, currency }) => `${affiliateId} ${currency}`);
  const payouts: PlannedPayout[] = [];
  const waiting: WaitingPayout[] = [];
  for (const group of groups.values()) {
    const [{ affiliateId, currency }] = group;
    const amountMinor = group.reduce((sum, each) => sum + each.amountMinor, 0n);
    if (amountMinor <= 0n) waiting.push({ affiliateId, currency, amountMinor, reason: "negative_balance" });
    else if (amountMinor < minimumMinor)
      waiting.push({ affiliateId, currency, amountMinor, reason: "below_minimum" });
    else payouts.push({ affiliateId, currency, amountMinor, ...partsOf(group) });
  }
  return { payouts, waiting };
}

function partsOf(group: readonly (DueCommission | CarriedSum)[]) {
  return {
    commissionIds: group.flatMap((each) => ("id" in each ? [each.id] : [])),
    carried: group.flatMap((each) =>
      "id" in each ? [] : [{ causeId: each.causeId, commissionId: each.commissionId }],
    ),
  };
}
