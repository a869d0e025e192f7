import { type Currency, isCurrency } from "../money/currency.ts";
import { assert } from "../shared/assert.ts";
import type {
  Basis,
  Bonus,
  CommissionAction,
  CommissionPlan,
  Overrides,
  PlanCap,
  PlanRule,
  TierMode,
  VolumeMetric,
} from "./commission-plan.ts";
import type { Condition } from "./condition.ts";
import type { Period } from "./period.ts";
import { parsePlan } from "./plan.ts";

type ActionBody =
  | { readonly kind: "percent"; readonly rate_ppm: number }
  | { readonly kind: "flat" | "per_item"; readonly amount_minor: string }
  | {
      readonly kind: "tiered";
      readonly mode: TierMode;
      readonly metric: VolumeMetric;
      readonly period: Period | "order";
      readonly tiers: readonly { readonly from: string; readonly rate_ppm: number }[];
    };

/** A plan of rules as it is stored and hashed: plain JSON, sums as digits. */
export type PlanRulesBody = {
  readonly v: 2;
  readonly currency: Currency | null;
  readonly basis: Basis;
  readonly minimum_order_minor: string | null;
  readonly rules: readonly {
    readonly id: string;
    readonly when: Condition | null;
    readonly recurring_months: number | null;
    readonly action: ActionBody;
  }[];
  readonly caps: readonly (
    | { readonly scope: "conversion"; readonly amount_minor: string }
    | { readonly scope: "customer" | "affiliate"; readonly period: Period; readonly amount_minor: string }
  )[];
  readonly overrides: { readonly of: Overrides["of"]; readonly rates_ppm: readonly number[] } | null;
  readonly bonuses: readonly {
    readonly id: string;
    readonly metric: VolumeMetric;
    readonly period: Period;
    readonly threshold: string;
    readonly amount_minor: string;
  }[];
};

/** Writes a plan in its stored form. */
export function planRulesBody(plan: CommissionPlan): PlanRulesBody {
  return {
    v: 2,
    currency: plan.currency,
    basis: { of: plan.basis.of, less: plan.basis.less },
    minimum_order_minor: plan.minimumOrderMinor === null ? null : String(plan.minimumOrderMinor),
    rules: plan.rules.map(({ id, when, recurringMonths, action }) => ({
      ...{ id, when, recurring_months: recurringMonths, action: actionBody(action) },
    })),
    caps: plan.caps.map(({ amountMinor, ...cap }) => ({ ...cap, amount_minor: String(amountMinor) })),
    overrides: plan.overrides && {
      of: plan.overrides.of,
      rates_ppm: plan.overrides.ratesPpm.map(Number),
    },
    bonuses: plan.bonuses.map(({ threshold, amountMinor, ...bonus }) => ({
      ...{ ...bonus, threshold: String(threshold), amount_minor: String(amountMinor) },
    })),
  };
}

/**
 * Reads a stored plan, also one of before plans had rules: that is a plan of one rule, which always holds.
 * Throws `InvariantError` if its sums, rates and currency are not what a plan may have.
 */
export function parsePlanBody(body: unknown): CommissionPlan {
  assert(typeof body === "object" && body !== null, "a stored plan is an object");
  if (!("v" in body)) return firstPlan(body);
  assert(body.v === 2, "a stored plan of rules is of version 2");
  const stored = body as PlanRulesBody;
  assert(stored.currency === null || isCurrency(stored.currency), "a stored plan has a currency or none");
  assert(Array.isArray(stored.rules) && Array.isArray(stored.caps), "a stored plan lists rules and caps");
  return {
    currency: stored.currency,
    basis: stored.basis,
    minimumOrderMinor: stored.minimum_order_minor === null ? null : minor(stored.minimum_order_minor),
    rules: stored.rules.map(
      (rule): PlanRule => ({
        id: rule.id,
        when: rule.when,
        recurringMonths: rule.recurring_months,
        action: parseAction(rule.action),
      }),
    ),
    caps: stored.caps.map(
      ({ amount_minor, ...cap }): PlanCap => ({ ...cap, amountMinor: minor(amount_minor) }),
    ),
    overrides: stored.overrides && {
      of: stored.overrides.of,
      ratesPpm: stored.overrides.rates_ppm.map(rate),
    },
    bonuses: stored.bonuses.map(
      ({ threshold, amount_minor, ...bonus }): Bonus => ({
        ...{ ...bonus, threshold: minor(threshold), amountMinor: minor(amount_minor) },
      }),
    ),
  };
}

/** A plan of rates alone, of the whole order, without limits. */
export const PLAIN_TERMS: Omit<CommissionPlan, "rules"> = {
  currency: null,
  basis: { of: "order", less: [] },
  minimumOrderMinor: null,
  caps: [],
  overrides: null,
  bonuses: [],
};

function firstPlan(body: unknown): CommissionPlan {
  const rule = parsePlan(body);
  const action: CommissionAction =
    rule.kind === "percent"
      ? { kind: "percent", ratePpm: rule.rateBps * 100n }
      : { kind: "flat", amountMinor: rule.amountMinor };
  return {
    ...PLAIN_TERMS,
    currency: rule.kind === "flat" ? rule.currency : null,
    rules: [{ id: "rule_1", when: null, recurringMonths: null, action }],
  };
}

function actionBody(action: CommissionAction): ActionBody {
  if (action.kind === "percent") return { kind: "percent", rate_ppm: Number(action.ratePpm) };
  if (action.kind !== "tiered") return { kind: action.kind, amount_minor: String(action.amountMinor) };
  const { kind, mode, metric, period } = action;
  const tiers = action.tiers.map(({ from, ratePpm }) => ({ from: String(from), rate_ppm: Number(ratePpm) }));
  return { kind, mode, metric, period, tiers };
}

function parseAction(action: ActionBody): CommissionAction {
  if (action.kind === "percent") return { kind: "percent", ratePpm: rate(action.rate_ppm) };
  if (action.kind !== "tiered") return { kind: action.kind, amountMinor: minor(action.amount_minor) };
  const { kind, mode, metric, period } = action;
  const tiers = action.tiers.map(({ from, rate_ppm }) => ({ from: minor(from), ratePpm: rate(rate_ppm) }));
  return { kind, mode, metric, period, tiers };
}

function minor(text: string): bigint {
  assert(typeof text === "string" && /^\d+$/.test(text), "a stored sum is in digits");
  return BigInt(text);
}

function rate(ppm: number): bigint {
  assert(Number.isInteger(ppm) && ppm >= 0 && ppm <= 1_000_000, "a stored rate is in parts per million");
  return BigInt(ppm);
}
