import { allocate } from "../money/allocate.ts";
import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { addBonuses } from "./add-bonuses.ts";
import { addOverrides } from "./add-overrides.ts";
import { applyCaps } from "./caps.ts";
import type { PlanCap } from "./commission-plan.ts";
import { commissionableOf } from "./commissionable.ts";
import { type EarnedCredit, earnCredit, type SharedCredit } from "./earn-credit.ts";
import type { EarningInput } from "./earning-input.ts";
import type { Earnings, PlannedCommission, SettledCredit } from "./earnings.ts";
import { openValuer, type Valuer, valueSums } from "./valuer.ts";
import { openVolumeBook, type VolumeBook } from "./volume-book.ts";

/**
 * Works out what a sale earns. The amount that earns under each plan is split by the credits (largest
 * remainder), each part goes through its affiliate's own plan, exact until it is rounded half up once; then
 * caps cut, sponsors earn their overrides, and thresholds their bonuses.
 */
export function calculate(input: EarningInput): Earnings {
  const { conversion, facts } = input;
  const valuer = openValuer(facts.rates, conversion.occurredAtMs);
  const book = openVolumeBook(facts.volumes, valuer);
  const earned = shareCredits(input).map((shared) => {
    const { affiliateId } = shared.credit;
    const currency = shared.terms.plan.currency ?? conversion.currency;
    const account = { planId: shared.terms.planId, affiliateId, currency };
    const credit = earnCredit(input, shared, { valuer, volumeOf: book.volumeOf(account) });
    if (needsVolumes(shared)) {
      book.add(account, valuer.value(shared.baseMinor, conversion.currency, currency));
    }
    return credit;
  });
  const settled = capCredits(input, earned, valuer);
  const sales = settled.map(saleOf);
  const all = [
    ...sales,
    ...settled.flatMap((credit) => addOverrides(input, credit, valuer)),
    ...addBonuses(input, settled.filter(applies), bookOf(input, valuer)),
  ];
  const missingRates = valuer.missing();
  const commissions = missingRates.length > 0 ? [] : all.filter(({ amountMinor }) => amountMinor > 0n);
  return { commissions, credits: sales, missingRates };
}

/** A book of its own: bonuses count credit by credit again. */
const bookOf = ({ facts }: EarningInput, valuer: Valuer): VolumeBook => openVolumeBook(facts.volumes, valuer);

/** True of a credit to which a rule of its plan applies: no other reaches a bonus. */
const applies = ({ ruleIds }: EarnedCredit): boolean => ruleIds.length > 0;

/** Splits the amount that earns under each credit's own plan; equal bases are split alike, and sum to the whole. */
function shareCredits({ conversion, credits, termsOf }: EarningInput): readonly SharedCredit[] {
  if (credits.length === 0) return [];
  const weights = credits.map(({ creditPpm }) => BigInt(creditPpm));
  return credits.map((credit, index) => {
    const terms = termsOf(credit);
    const commissionable = commissionableOf(conversion, terms.plan.basis);
    const baseMinor = allocate(commissionable.amountMinor, weights)[index] ?? 0n;
    return { credit, terms, commissionable, baseMinor };
  });
}

/** Plans of plain rates or sums ask nothing of history, and so need no rate to value it. */
function needsVolumes({ terms }: SharedCredit): boolean {
  return terms.plan.rules.some(({ action }) => action.kind === "tiered" && action.period !== "order");
}

/** Cuts the credits to the caps of their plans: those of one plan together. */
function capCredits(
  input: EarningInput,
  earned: readonly EarnedCredit[],
  valuer: Valuer,
): readonly SettledCredit[] {
  const capped = new Map<EarnedCredit, SettledCredit>();
  for (const planId of new Set(earned.map(({ terms }) => terms.planId))) {
    const ofPlan = earned.filter(({ terms }) => terms.planId === planId);
    const [first] = ofPlan;
    if (!first) continue;
    const usedOf = (cap: PlanCap, affiliateId: AffiliateId | null): bigint =>
      usedMinor(input, { cap, affiliateId, planId, currency: first.currency }, valuer);
    const cappable = ofPlan.map(({ credit, amountMinor }) => ({
      affiliateId: credit.affiliateId,
      amountMinor,
    }));
    const cut = applyCaps(first.terms.plan.caps, cappable, usedOf);
    ofPlan.forEach((credit, index) => {
      const { amountMinor, caps } = cut[index] ?? { amountMinor: credit.amountMinor, caps: [] };
      capped.set(credit, { ...credit, amountMinor, caps });
    });
  }
  return earned.flatMap((credit) => capped.get(credit) ?? []);
}

function usedMinor(
  { facts }: EarningInput,
  {
    cap,
    affiliateId,
    planId,
    currency,
  }: {
    readonly cap: PlanCap;
    readonly affiliateId: AffiliateId | null;
    readonly planId: PlanId;
    readonly currency: Currency;
  },
  valuer: Valuer,
): bigint {
  if (cap.scope === "conversion") return 0n;
  const used = facts.earned.filter(
    (fact) => fact.planId === planId && fact.period === cap.period && fact.affiliateId === affiliateId,
  );
  return valueSums(used, currency, valuer.value);
}

function saleOf(settled: SettledCredit): PlannedCommission {
  const { credit, terms, baseMinor, amountMinor, currency, isValued } = settled;
  const { ruleIds, arithmetic, trace, caps } = settled;
  const isCut = caps.some(({ before_minor, after_minor }) => before_minor !== after_minor);
  const capped = isCut ? `, capped at ${formatMinor(amountMinor, currency)} ${currency}` : "";
  return {
    ...{ kind: "sale", position: credit.position, level: 0, affiliateId: credit.affiliateId },
    ...{ baseMinor, amountMinor, currency, isValued, planId: terms.planId, planVersion: terms.planVersion },
    ...{ ruleId: ruleIds[0] ?? null, bonusKey: null, arithmetic: `${arithmetic}${capped}` },
    trace: { plan: { id: terms.planId, version: terms.planVersion }, ...trace, caps },
  };
}
