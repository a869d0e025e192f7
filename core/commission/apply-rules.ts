import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import { type PlanRule, RATE_PPM_WHOLE } from "./commission-plan.ts";
import type { Line } from "./commissionable.ts";
import type { Period } from "./period.ts";
import { tieredAmount, type Volume } from "./tiers.ts";

/** Exact sums are in millionths of a millionth of a minor unit: a rate of a share of a sum. */
export const EXACT_WHOLE = RATE_PPM_WHOLE * RATE_PPM_WHOLE;

/** The volume in a period before this credit, and whether its conversion is still to be counted. */
export type VolumeOf = (period: Period) => Volume & { readonly isCounted: boolean };

/** What one rule pays of a credit: exact, and in words. */
export type AppliedRule = { readonly ruleId: string; readonly exact: bigint; readonly words: string };

/** A rule, with the lines it applies to: of the whole order, and of the credit's part of it. */
export type RuleLines = {
  readonly rule: PlanRule;
  readonly order: readonly Line[];
  readonly part: readonly Line[];
};

type CreditTerms = {
  readonly creditPpm: bigint;
  /** Of the plan. */
  readonly currency: Currency;
  /** Values a sum of the sale in it. */
  readonly toPlan: (amountMinor: bigint) => bigint;
  readonly volumeOf: VolumeOf;
};

/** Applies rules one after the other; what one sold counts as volume for the next. */
export function applyRules(rules: readonly RuleLines[], terms: CreditTerms): readonly AppliedRule[] {
  let soldMinor = 0n;
  return rules.map((each) => {
    const applied = applyRule(each, { ...terms, soldMinor });
    if (each.rule.action.kind === "tiered") soldMinor += terms.toPlan(sumOf(each.part));
    return applied;
  });
}

function applyRule(
  { rule, order, part }: RuleLines,
  terms: CreditTerms & { readonly soldMinor: bigint },
): AppliedRule {
  const { id: ruleId, action } = rule;
  const { creditPpm, currency, toPlan } = terms;
  const say = (amountMinor: bigint) => `${formatMinor(amountMinor, currency)} ${currency}`;
  const share = creditPpm === RATE_PPM_WHOLE ? "" : ` x ${creditPpm} / ${RATE_PPM_WHOLE}`;
  switch (action.kind) {
    case "percent": {
      const partMinor = toPlan(sumOf(part));
      const exact = partMinor * action.ratePpm * RATE_PPM_WHOLE;
      return { ruleId, exact, words: `${formatPpm(action.ratePpm)} % of ${say(partMinor)}` };
    }
    case "flat": {
      const exact = action.amountMinor * creditPpm * RATE_PPM_WHOLE;
      return { ruleId, exact, words: `flat ${say(action.amountMinor)}${share}` };
    }
    case "per_item": {
      const pieces = order.reduce((sum, { quantity }) => sum + quantity, 0n);
      const exact = action.amountMinor * pieces * creditPpm * RATE_PPM_WHOLE;
      return { ruleId, exact, words: `${pieces} x ${say(action.amountMinor)}${share}` };
    }
    case "tiered": {
      const partMinor = toPlan(sumOf(part));
      const volume =
        action.period === "order"
          ? { amountMinor: 0n, conversions: 0n, isCounted: false }
          : terms.volumeOf(action.period);
      // The conversion counts from here on for each of its rules: what it attains makes up for those before.
      const before = { ...volume, amountMinor: volume.amountMinor + terms.soldMinor };
      const after = {
        amountMinor: before.amountMinor + partMinor,
        conversions: before.conversions + (volume.isCounted ? 0n : 1n),
      };
      const sale = { orderMinor: toPlan(sumOf(order)), partMinor, creditPpm, before, after };
      const { exact, words } = tieredAmount(action, sale);
      return { ruleId, exact, words: `${words} (${currency} minor units)` };
    }
  }
}

const sumOf = (lines: readonly Line[]): bigint =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/** Parts per million as a percentage with as many decimals as it needs: 100,000 as 10, 52,500 as 5.25. */
function formatPpm(ratePpm: bigint): string {
  const decimals = String(ratePpm % 10_000n)
    .padStart(4, "0")
    .replace(/0+$/, "");
  return decimals === "" ? String(ratePpm / 10_000n) : `${ratePpm / 10_000n}.${decimals}`;
}
