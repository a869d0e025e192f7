import { assert } from "../shared/assert.ts";
import { instantText } from "../shared/calendar.ts";
import type { AffiliateTraits, CommissionPlan, PlanRule } from "./commission-plan.ts";
import type { Line } from "./commissionable.ts";
import { type Answers, askCondition, isHeld, leavesOf } from "./condition.ts";
import type { EarningConversion, EarningFacts } from "./earning-input.ts";
import { addMonths } from "./period.ts";

/** The lines of a sale that one rule applies to, by their places in the list. */
export type MatchedRule = { readonly rule: PlanRule; readonly lines: readonly number[] };

/** Which rule each line falls under, and every answer on the way. */
export type Match = { readonly matched: readonly MatchedRule[]; readonly trace: readonly unknown[] };

/** Most answers that a trace keeps, unless the first line alone has more: beyond it a line has its rule only. */
const ANSWERS_TRACED_MAX = 1_000;

/**
 * Finds the first rule that holds for each line. A plan that asks nothing of items asks once for the whole
 * sale, so that one rule applies to all of it. The first lines are traced with every answer; those beyond the
 * most answers of a trace with their rule alone.
 */
export function matchRules(
  plan: CommissionPlan,
  lines: readonly Line[],
  about: {
    readonly conversion: EarningConversion;
    readonly traits: AffiliateTraits;
    readonly customer: EarningFacts["customer"];
  },
): Match {
  const isByItem = plan.rules.some(({ when }) => when && leavesOf(when).some(({ field }) => isOfItem(field)));
  const asked = isByItem ? lines.map((line, index) => ({ line, places: [index] })) : [wholeOf(lines)];
  const answersPerLine = plan.rules.reduce(
    (sum, { when }) => sum + 1 + (when ? leavesOf(when).length : 0),
    0,
  );
  const found = asked.map(({ line, places }, nth) => {
    const answers = answersOf(line, about);
    const isTraced = nth === 0 || (nth + 1) * answersPerLine <= ANSWERS_TRACED_MAX;
    const rules = isTraced ? askRules(plan.rules, answers, about) : [];
    const first = isTraced
      ? plan.rules.find((_, index) => rules[index]?.holds)
      : plan.rules.find((rule) => isRuleHeld(rule, answers, about));
    const item = isByItem ? { sku: line.sku, category: line.category } : null;
    return { places, rule: first ?? null, trace: { item, rule_id: first?.id ?? null, rules } };
  });
  const matched = plan.rules.flatMap((rule) => {
    const places = found.filter((each) => each.rule === rule).flatMap((each) => each.places);
    return places.length > 0 ? [{ rule, lines: places }] : [];
  });
  return { matched, trace: found.map(({ trace }) => trace) };
}

const isOfItem = (field: string): boolean => field.startsWith("item.");

function wholeOf(lines: readonly Line[]): { readonly line: Line; readonly places: readonly number[] } {
  const [first] = lines;
  assert(first !== undefined, "a sale has at least one line");
  return { line: { ...first, sku: null, category: null }, places: lines.map((_, index) => index) };
}

function askRules(
  rules: readonly PlanRule[],
  answers: Answers,
  about: { readonly conversion: EarningConversion; readonly customer: EarningFacts["customer"] },
) {
  return rules.map(({ id, when, recurringMonths }) => {
    const conditions = when ? askCondition(when, answers) : null;
    const recurring = recurringMonths === null ? null : askRecurring(recurringMonths, about);
    const holds = (conditions?.holds ?? true) && (recurring?.holds ?? true);
    return { rule_id: id, holds, ...(conditions ? { conditions } : {}), ...(recurring ? { recurring } : {}) };
  });
}

function isRuleHeld(
  { when, recurringMonths }: PlanRule,
  answers: Answers,
  about: { readonly conversion: EarningConversion; readonly customer: EarningFacts["customer"] },
): boolean {
  if (recurringMonths !== null && !askRecurring(recurringMonths, about).holds) return false;
  return when === null || isHeld(when, answers);
}

function askRecurring(
  months: number,
  {
    conversion,
    customer,
  }: { readonly conversion: EarningConversion; readonly customer: EarningFacts["customer"] },
) {
  const { firstConvertedAtMs: first } = customer;
  if (first === null) return { months, first: null, until: null, holds: true };
  const untilMs = addMonths(first, months);
  const until = instantText(untilMs);
  return { months, first: instantText(first), until, holds: conversion.occurredAtMs < untilMs };
}

function answersOf(
  line: Line,
  {
    conversion,
    traits,
    customer,
  }: {
    readonly conversion: EarningConversion;
    readonly traits: AffiliateTraits;
    readonly customer: EarningFacts["customer"];
  },
): Answers {
  return {
    texts: {
      "affiliate.id": traits.affiliateId,
      "affiliate.group": traits.group,
      "affiliate.tier": traits.tier,
      "affiliate.class": traits.class,
      "affiliate.country": traits.country,
      "affiliate.tags": traits.tags,
      "conversion.event": conversion.event,
      "conversion.currency": conversion.currency,
      "conversion.coupon": conversion.couponCode,
      "conversion.country": conversion.country,
      "conversion.customer": customer.conversionsBefore === 0 ? "new" : "returning",
      "item.sku": line.sku,
      "item.category": line.category,
    },
    numbers: {
      "conversion.amount_minor": conversion.amountMinor,
      "conversion.payment": BigInt(customer.conversionsBefore) + 1n,
    },
    metadata: conversion.metadata,
    occurredAtMs: conversion.occurredAtMs,
  };
}
