import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import type { VolumeOf } from "./apply-rules.ts";
import type { EarningFacts } from "./earning-input.ts";
import { type Valuer, valueSums } from "./valuer.ts";

/** An affiliate's volume under a plan, in the currency the plan counts in. */
export type VolumeAccount = {
  readonly planId: PlanId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
};

/** Keeps volumes while the credits of one sale are worked out: history, and the credits before. */
export type VolumeBook = {
  readonly volumeOf: (account: VolumeAccount) => VolumeOf;
  /** Values a sum at the rates of the sale. */
  readonly value: Valuer["value"];
  readonly add: (account: VolumeAccount, amountMinor: bigint) => void;
};

/** Opens a book on what history knows. */
export function openVolumeBook(volumes: EarningFacts["volumes"], valuer: Valuer): VolumeBook {
  const added = new Map<string, bigint>();
  const keyOf = ({ planId, affiliateId }: VolumeAccount): string => `${planId} ${affiliateId}`;
  return {
    volumeOf: (account) => (period) => {
      const own = added.get(keyOf(account));
      const known = volumes.filter(
        (fact) =>
          fact.period === period &&
          fact.planId === account.planId &&
          fact.affiliateId === account.affiliateId,
      );
      const sums = known.map(({ baseMinor, currency }) => ({ amountMinor: baseMinor, currency }));
      const conversions = known.reduce((sum, fact) => sum + BigInt(fact.conversions), 0n);
      return {
        amountMinor: (own ?? 0n) + valueSums(sums, account.currency, valuer.value),
        conversions: conversions + (own === undefined ? 0n : 1n),
        isCounted: own !== undefined,
      };
    },
    value: valuer.value,
    add: (account, amountMinor) => {
      added.set(keyOf(account), (added.get(keyOf(account)) ?? 0n) + amountMinor);
    },
  };
}
