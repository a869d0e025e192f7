import type { Currency } from "../money/currency.ts";
import type { AffiliateId, CommissionId } from "../shared/id.ts";

/** A commission that is due. */
export type DueCommission = {
  readonly id: CommissionId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  /** Minor units, positive. */
  readonly amountMinor: bigint;
};

/** One transfer to one affiliate in one currency. */
export type PlannedPayout = {
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly commissionIds: readonly CommissionId[];
};

/** What an affiliate is owed and is not paid yet, and why. */
export type WaitingPayout = Omit<PlannedPayout, "commissionIds"> & { readonly reason: "below_minimum" };

/**
 * Groups commissions into one payout for each affiliate and currency, in the order in which they are
 * first met. A group below the minimum waits for a later run; one that reaches it exactly is paid.
 */
export function planPayouts(
  commissions: readonly DueCommission[],
  minimumMinor: bigint,
): { readonly payouts: readonly PlannedPayout[]; readonly waiting: readonly WaitingPayout[] } {
  const groups = new Map<string, DueCommission[]>();
  for (const commission of commissions) {
    const key = `${commission.affiliateId} ${commission.currency}`;
    const group = groups.get(key);
    if (group) group.push(commission);
    else groups.set(key, [commission]);
  }
  const payouts: PlannedPayout[] = [];
  const waiting: WaitingPayout[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const { affiliateId, currency } = first;
    const amountMinor = group.reduce((sum, commission) => sum + commission.amountMinor, 0n);
    if (amountMinor < minimumMinor)
      waiting.push({ affiliateId, currency, amountMinor, reason: "below_minimum" });
    else payouts.push({ affiliateId, currency, amountMinor, commissionIds: group.map(({ id }) => id) });
  }
  return { payouts, waiting };
}
