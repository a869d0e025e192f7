import type { CommissionAction, CommissionPlan, PlanRule, Tier, TieredAction } from "./commission-plan.ts";
import { type Condition, leavesOf } from "./condition.ts";

/** What is wrong with a field of a plan; `param` is its path in the stored form. */
export type PlanProblem = { readonly param: string; readonly message: string };

/** Most questions of one plan. */
const QUESTIONS_MAX = 500;
/** Most minor units of one item: of the most items of an order, what is earned is a sum that is stored still. */
const ITEM_MINOR_MAX = 1_000_000_000n;
/** Deepest that AND and OR may lie in one another. */
const DEPTH_MAX = 5;

/** Lists what no rule of form catches: plans that would pay something else than they seem to say. */
export function judgePlan(plan: CommissionPlan): readonly PlanProblem[] {
  return [
    ...judgeCurrency(plan),
    ...sameIds(plan.rules, "rules"),
    ...sameIds(plan.bonuses, "bonuses"),
    ...plan.rules.flatMap((rule, index) => judgeRule(rule, `rules[${index}]`)),
    ...judgeOrder(plan.rules),
    ...judgeSize(plan),
    ...plan.bonuses.flatMap(({ threshold, amountMinor }, index) => [
      ...(threshold === 0n ? [{ param: `bonuses[${index}].threshold`, message: "must be above 0" }] : []),
      ...(amountMinor === 0n
        ? [{ param: `bonuses[${index}].amount_minor`, message: "must be above 0" }]
        : []),
    ]),
  ];
}

function judgeCurrency(plan: CommissionPlan): readonly PlanProblem[] {
  if (plan.currency !== null) return [];
  const hasSums =
    plan.minimumOrderMinor !== null ||
    plan.caps.length > 0 ||
    plan.bonuses.length > 0 ||
    plan.rules.some(({ action }) => isOfSums(action));
  return hasSums ? [{ param: "currency", message: "is required, since the plan names sums" }] : [];
}

function isOfSums(action: CommissionAction): boolean {
  if (action.kind === "percent") return false;
  return action.kind !== "tiered" || action.metric === "amount";
}

function sameIds(entries: readonly { readonly id: string }[], name: string): readonly PlanProblem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id }, index) => {
    const isSeen = seen.has(id);
    seen.add(id);
    return isSeen ? [{ param: `${name}[${index}].id`, message: "is the id of an earlier one" }] : [];
  });
}

function judgeRule({ when, action }: PlanRule, path: string): readonly PlanProblem[] {
  return [
    ...(when ? judgeCondition(when, `${path}.when`, DEPTH_MAX) : []),
    ...(action.kind === "per_item" && action.amountMinor > ITEM_MINOR_MAX
      ? [{ param: `${path}.action.amount_minor`, message: `must not be above ${ITEM_MINOR_MAX} of an item` }]
      : []),
    ...(action.kind === "tiered" ? judgeTiers(action, `${path}.action`) : []),
    ...(action.kind === "tiered" && action.mode === "whole_period" && asksOfSale(when)
      ? [{ param: `${path}.when`, message: "may ask only of the affiliate, since it rates a whole period" }]
      : []),
  ];
}

/** What a rule before it pays of a period, `whole_period` would rate once more. */
function judgeOrder(rules: readonly PlanRule[]): readonly PlanProblem[] {
  const first = rules.findIndex(({ when, recurringMonths }) => asksOfSale(when) || recurringMonths !== null);
  return rules.flatMap(({ action, recurringMonths }, index) => {
    if (action.kind !== "tiered" || action.mode !== "whole_period") return [];
    const param = `rules[${index}]`;
    const isLast = index === rules.length - 1;
    if (first !== -1 && first < index) {
      return [
        { param, message: `must be before rules[${first}], which takes some orders of the period alone` },
      ];
    }
    if (recurringMonths === null || isLast) return [];
    return [{ param, message: "must be the last, since orders that it pays no more would fall to the next" }];
  });
}

function asksOfSale(when: Condition | null): boolean {
  return when !== null && leavesOf(when).some(({ field }) => !field.startsWith("affiliate."));
}

function judgeCondition(condition: Condition, path: string, depth: number): readonly PlanProblem[] {
  const parts = "all" in condition ? condition.all : "any" in condition ? condition.any : null;
  if (parts) {
    if (depth === 0) return [{ param: path, message: `must not lie deeper than ${DEPTH_MAX} groups` }];
    const name = "all" in condition ? "all" : "any";
    return parts.flatMap((part, index) => judgeCondition(part, `${path}.${name}[${index}]`, depth - 1));
  }
  if ("min" in condition && condition.min !== undefined && condition.max !== undefined) {
    if (BigInt(condition.max) < BigInt(condition.min)) {
      return [{ param: `${path}.max`, message: "must not be below min" }];
    }
  }
  if ("from" in condition && condition.from !== undefined && condition.to !== undefined) {
    if (Date.parse(condition.to) <= Date.parse(condition.from)) {
      return [{ param: `${path}.to`, message: "must be after from" }];
    }
  }
  return [];
}

function judgeTiers({ mode, metric, period, tiers }: TieredAction, path: string): readonly PlanProblem[] {
  const at = (name: string, message: string): PlanProblem => ({ param: `${path}.${name}`, message });
  const isOfOrder = period === "order";
  return [
    ...(mode === "per_order" && !isOfOrder ? [at("period", "must be order, since it rates orders")] : []),
    ...(mode === "whole_period" && isOfOrder ? [at("period", "must be a period, which it rates")] : []),
    ...(isOfOrder && metric !== "amount" ? [at("metric", "must be amount for an order")] : []),
    ...tiers.flatMap((tier, index) => {
      const before = tiers[index - 1];
      const name = `tiers[${index}]`;
      if (!before) return tier.from === 0n ? [] : [at(`${name}.from`, "must be 0 in the first tier")];
      return [
        ...(tier.from > before.from ? [] : [at(`${name}.from`, "must be above that of the tier before")]),
        ...(mode === "whole_period" && falls(before, tier)
          ? [
              at(
                `${name}.rate_ppm`,
                "must not be below that of the tier before, since it rates a whole period",
              ),
            ]
          : []),
      ];
    }),
  ];
}

const falls = (before: Tier, tier: Tier): boolean => tier.ratePpm < before.ratePpm;

function judgeSize({ rules }: CommissionPlan): readonly PlanProblem[] {
  const questions = rules.reduce((sum, { when }) => sum + (when ? leavesOf(when).length : 0), 0);
  return questions > QUESTIONS_MAX
    ? [{ param: "rules", message: `must not ask more than ${QUESTIONS_MAX} questions in all` }]
    : [];
}
