import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import { divideHalfUp } from "../money/money.ts";
import { applyRules, EXACT_WHOLE, type VolumeOf } from "./apply-rules.ts";
import type { PlanTerms } from "./commission-plan.ts";
import { type Commissionable, linesOfPart } from "./commissionable.ts";
import type { EarningCredit, EarningInput } from "./earning-input.ts";
import { matchRules } from "./match-rules.ts";
import type { Valuer } from "./valuer.ts";

/** A credit with its plan, and its part of what earns. */
export type SharedCredit = {
  readonly credit: EarningCredit;
  readonly terms: PlanTerms;
  readonly commissionable: Commissionable;
  /** Minor units of the sale's currency. */
  readonly baseMinor: bigint;
};

/** What a credit earns before any cap, and how. */
export type EarnedCredit = SharedCredit & {
  /** The rules that applied, in the plan's order. */
  readonly ruleIds: readonly string[];
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Whether the sale was valued in it. */
  readonly isValued: boolean;
  readonly arithmetic: string;
  readonly trace: Readonly<Record<string, unknown>>;
};

/** Works out what one credit earns by the rules of its plan: exact over all rules, then rounded half up once. */
export function earnCredit(
  { conversion, facts }: EarningInput,
  shared: SharedCredit,
  { valuer, volumeOf }: { readonly valuer: Valuer; readonly volumeOf: VolumeOf },
): EarnedCredit {
  const { credit, terms, commissionable, baseMinor } = shared;
  const { plan } = terms;
  const currency = plan.currency ?? conversion.currency;
  let isValued = false;
  const toPlan = (amountMinor: bigint) => {
    isValued = currency !== conversion.currency;
    return valuer.value(amountMinor, conversion.currency, currency);
  };
  const minimum = askMinimum(plan.minimumOrderMinor, () => toPlan(commissionable.amountMinor));
  const traits = facts.affiliates.find(({ affiliateId }) => affiliateId === credit.affiliateId) ?? {
    ...{
      affiliateId: credit.affiliateId,
      group: null,
      tier: null,
      class: "content",
      country: null,
      tags: [],
    },
  };
  const about = { conversion, traits, customer: facts.customer };
  const match = matchRules(plan, commissionable.lines, about);
  const parts = linesOfPart(commissionable.lines, baseMinor);
  const applied = applyRules(
    (minimum.holds ? match.matched : []).map(({ rule, lines }) => ({
      rule,
      order: lines.flatMap((place) => commissionable.lines[place] ?? []),
      part: lines.flatMap((place) => parts[place] ?? []),
    })),
    { creditPpm: BigInt(credit.creditPpm), currency, toPlan, volumeOf },
  );
  const exact = applied.reduce((sum, step) => sum + step.exact, 0n);
  const amountMinor = exact > 0n ? divideHalfUp(exact, EXACT_WHOLE) : 0n;
  const sum = `${formatMinor(amountMinor, currency)} ${currency}`;
  const words = applied.map((step) => step.words).join(" + ");
  return {
    ...shared,
    ruleIds: applied.map(({ ruleId }) => ruleId),
    ...{ amountMinor, currency, isValued },
    arithmetic: `${words || (minimum.holds ? "no rule applies" : "below the minimum order")} = ${sum}`,
    trace: {
      basis: commissionable.trace,
      share: { credit_ppm: credit.creditPpm, base_minor: String(baseMinor) },
      minimum_order: minimum,
      matches: match.trace,
      steps: applied.map((step) => ({ rule_id: step.ruleId, words: step.words, exact: String(step.exact) })),
      rounded: {
        exact: String(exact),
        divisor: String(EXACT_WHOLE),
        mode: "half_up",
        amount_minor: String(amountMinor),
      },
    },
  };
}

function askMinimum(minimumMinor: bigint | null, orderMinor: () => bigint) {
  if (minimumMinor === null) return { minimum_minor: null, holds: true };
  const actual = orderMinor();
  return { minimum_minor: String(minimumMinor), actual: String(actual), holds: actual >= minimumMinor };
}
