import { formatMinor } from "../money/format.ts";
import type { Bonus } from "./commission-plan.ts";
import type { EarningInput } from "./earning-input.ts";
import type { PlannedCommission, SettledCredit } from "./earnings.ts";
import { periodAt } from "./period.ts";
import type { Volume } from "./tiers.ts";
import type { VolumeBook } from "./volume-book.ts";

/**
 * The bonuses whose thresholds the credits of a sale reach. A bonus is earned once in its period, at the first
 * sale after which the volume is at the threshold or above it.
 *
 * @param book one in which the credits of this sale are not counted yet
 */
export function addBonuses(
  input: EarningInput,
  settled: readonly SettledCredit[],
  book: VolumeBook,
): readonly PlannedCommission[] {
  const { conversion, facts } = input;
  const taken = new Set(facts.bonuses.map(({ affiliateId, bonusKey }) => `${affiliateId} ${bonusKey}`));
  return settled.flatMap((credit) => {
    const { plan, planId } = { plan: credit.terms.plan, planId: credit.terms.planId };
    if (plan.bonuses.length === 0 || plan.currency === null) return [];
    const { affiliateId } = credit.credit;
    const account = { planId, affiliateId, currency: plan.currency };
    book.add(account, book.value(credit.baseMinor, conversion.currency, plan.currency));
    return plan.bonuses.flatMap((bonus, index) => {
      const volume = book.volumeOf(account)(bonus.period);
      const { key } = periodAt(conversion.occurredAtMs, bonus.period, facts.timeZone);
      const bonusKey = `${planId}:${bonus.id}:${key}`;
      const mark = `${affiliateId} ${bonusKey}`;
      if (reached(bonus, volume) < bonus.threshold || taken.has(mark)) return [];
      taken.add(mark);
      return [bonusOf(credit, bonus, { level: index + 1, bonusKey, reachedAt: reached(bonus, volume) })];
    });
  });
}

const reached = ({ metric }: Bonus, volume: Volume): bigint =>
  metric === "amount" ? volume.amountMinor : volume.conversions;

function bonusOf(
  { credit, terms, currency }: SettledCredit,
  bonus: Bonus,
  { level, bonusKey, reachedAt }: { level: number; bonusKey: string; reachedAt: bigint },
): PlannedCommission {
  const { amountMinor, threshold } = bonus;
  const sum = `${formatMinor(amountMinor, currency)} ${currency}`;
  return {
    ...{ kind: "bonus", position: credit.position, level, affiliateId: credit.affiliateId },
    ...{ baseMinor: 0n, amountMinor, currency, isValued: false },
    ...{ planId: terms.planId, planVersion: terms.planVersion },
    ...{ ruleId: null, bonusKey, arithmetic: `bonus ${bonus.id} at ${threshold} = ${sum}` },
    trace: {
      plan: { id: terms.planId, version: terms.planVersion },
      bonus: {
        ...{ id: bonus.id, key: bonusKey, metric: bonus.metric, period: bonus.period },
        ...{ threshold: String(threshold), reached: String(reachedAt), amount_minor: String(amountMinor) },
      },
    },
  };
}
