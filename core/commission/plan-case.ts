import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import { dayText } from "../shared/calendar.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionPlan, PlanTerms } from "./commission-plan.ts";
import type { EarningConversion, EarningFacts } from "./earning-input.ts";
import type { Period } from "./period.ts";

/** An affiliate of a case, as plans ask about it. */
export type CaseAffiliate = {
  readonly affiliate: string;
  readonly class: string;
  readonly group: string | null;
  readonly tier: string | null;
  readonly country: string | null;
  readonly tags: readonly string[];
  /** The nearest first. */
  readonly sponsors: readonly string[];
  readonly volumes: readonly {
    readonly period: Period;
    readonly amount_minor: string;
    readonly conversions: number;
  }[];
  readonly earned: readonly { readonly period: Period; readonly amount_minor: string }[];
};

/** An order and what history knows, as a case is stored: plain JSON. */
export type CaseFacts = {
  readonly order: {
    readonly event: string;
    readonly amount_minor: string;
    readonly currency: string;
    readonly occurred_at: string;
    readonly discount_minor: string;
    readonly shipping_minor: string;
    readonly tax_minor: string;
    readonly coupon_code: string | null;
    readonly country: string | null;
    readonly metadata: Readonly<Record<string, string>>;
    readonly items: readonly {
      readonly sku: string;
      readonly category: string | null;
      readonly quantity: number;
      readonly amount_minor: string;
    }[];
  };
  readonly affiliates: readonly CaseAffiliate[];
  readonly customer: { readonly conversions_before: number; readonly first_converted_at: string | null };
  /** Of the day of the order: so many units of the currency for one euro. Absent in cases from before there were any. */
  readonly rates?: readonly { readonly currency: string; readonly rate: string }[] | undefined;
};

/** Parts of an order, in the order of their touchpoints. They sum to 1,000,000, or there are none. */
export type CaseCredits = readonly { readonly affiliate: string; readonly credit_ppm: number }[];

/** An order, who is credited with it and what history knows. */
export type PlanCaseGiven = CaseFacts & { readonly credits: CaseCredits };

/** What one affiliate earns in one way. */
export type PlanCaseSum = {
  readonly affiliate: string;
  readonly kind: "sale" | "override" | "bonus";
  readonly amount_minor: string;
  readonly currency: string;
};

/** What a case pays. While rates are missing that is not known, and `sums` is empty. */
export type CasePay = {
  readonly sums: readonly PlanCaseSum[];
  /** Pairs of currencies that the case gives no rate of, such as `USD to EUR`. */
  readonly missing: readonly string[];
};

/** The plan that an affiliate of a case is paid by. */
export type CaseTermsOf = (affiliate: string) => PlanTerms;

/** A plan that is a case's alone. */
export const caseTerms = (plan: CommissionPlan, id = "case"): PlanTerms => ({
  planId: id as PlanId,
  planVersion: 1,
  plan,
});

/** Runs a case under a plan. */
export function runPlanCase(plan: CommissionPlan, given: PlanCaseGiven): CasePay {
  return payCase(given, given.credits, () => caseTerms(plan));
}

/** Pays the credits of a case, by the function that works out commissions. What is nothing is not in the answer. */
export function payCase(given: CaseFacts, credits: CaseCredits, termsOf: CaseTermsOf): CasePay {
  const { commissions, missingRates } = calculate({
    conversion: conversionOf(given),
    credits: credits.map(({ affiliate, credit_ppm: creditPpm }, position) => ({
      ...{ position, affiliateId: affiliate as AffiliateId, creditPpm },
    })),
    termsOf: ({ affiliateId }) => termsOf(affiliateId),
    facts: factsOf(given, termsOf),
  });
  const sums = commissions.map(({ affiliateId, kind, amountMinor, currency }) => ({
    ...{ affiliate: affiliateId, kind, amount_minor: String(amountMinor), currency },
  }));
  return { sums: sumUp(sums), missing: missingRates.map(({ from, to }) => `${from} to ${to}`) };
}

/** Says in words how an outcome differs from what a case expects, or null if it does not. */
export function planCaseProblem(expected: readonly PlanCaseSum[], { sums, missing }: CasePay): string | null {
  const wanted = describe(expected);
  if (missing.length > 0) return `expected ${wanted}; no rate is given from ${missing.join(", ")}`;
  const got = describe(sums);
  return wanted === got ? null : `expected ${wanted}; got ${got}`;
}

function describe(all: readonly PlanCaseSum[]): string {
  const parts = sumUp(all).map(
    ({ affiliate, kind, amount_minor, currency }) =>
      `${affiliate} ${kind} ${formatMinor(BigInt(amount_minor), currency as Currency)} ${currency}`,
  );
  return parts.length > 0 ? parts.join(", ") : "nothing";
}

/** One sum of each affiliate, kind and currency, in that order, without those of nothing. */
function sumUp(all: readonly PlanCaseSum[]): readonly PlanCaseSum[] {
  const sums = new Map<string, PlanCaseSum>();
  for (const each of all) {
    const key = JSON.stringify([each.affiliate, each.kind, each.currency]);
    const before = BigInt(sums.get(key)?.amount_minor ?? 0);
    sums.set(key, { ...each, amount_minor: String(before + BigInt(each.amount_minor)) });
  }
  return [...sums]
    .filter(([, { amount_minor }]) => amount_minor !== "0")
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, each]) => each);
}

function conversionOf({ order }: CaseFacts): EarningConversion {
  return {
    event: order.event,
    currency: order.currency as Currency,
    amountMinor: BigInt(order.amount_minor),
    occurredAtMs: Date.parse(order.occurred_at),
    discountMinor: BigInt(order.discount_minor),
    shippingMinor: BigInt(order.shipping_minor),
    taxMinor: BigInt(order.tax_minor),
    couponCode: order.coupon_code,
    country: order.country,
    metadata: order.metadata,
    items: order.items.map(({ sku, category, quantity, amount_minor }) => ({
      ...{ sku, category, quantity: BigInt(quantity), amountMinor: BigInt(amount_minor) },
    })),
  };
}

function factsOf({ order, affiliates, customer, rates }: CaseFacts, termsOf: CaseTermsOf): EarningFacts {
  const { conversions_before: conversionsBefore, first_converted_at: first } = customer;
  const idOf = (affiliate: string) => affiliate as AffiliateId;
  const accountOf = (affiliate: string) => {
    const { planId, plan } = termsOf(affiliate);
    return {
      ...{ planId, affiliateId: idOf(affiliate) },
      currency: plan.currency ?? (order.currency as Currency),
    };
  };
  const day = dayText(Date.parse(order.occurred_at));
  return {
    timeZone: "UTC",
    rates: (rates ?? []).map(({ currency, rate }) => ({
      ...{ currency: currency as Currency, rate, day, source: "case" },
    })),
    customer: { conversionsBefore, firstConvertedAtMs: first === null ? null : Date.parse(first) },
    affiliates: affiliates.map(({ affiliate, class: name, group, tier, country, tags }) => ({
      ...{ affiliateId: idOf(affiliate), class: name, group, tier, country, tags },
    })),
    sponsors: affiliates.map(({ affiliate, sponsors }) => ({
      affiliateId: idOf(affiliate),
      chain: sponsors.map((each) => ({ affiliateId: idOf(each), isActive: true })),
    })),
    volumes: affiliates.flatMap(({ affiliate, volumes }) =>
      volumes.map(({ period, amount_minor, conversions }) => ({
        ...{ ...accountOf(affiliate), period, conversions },
        baseMinor: BigInt(amount_minor),
      })),
    ),
    earned: affiliates.flatMap(({ affiliate, earned }) =>
      earned.map(({ period, amount_minor }) => ({
        ...{ ...accountOf(affiliate), period },
        amountMinor: BigInt(amount_minor),
      })),
    ),
    bonuses: [],
  };
}
