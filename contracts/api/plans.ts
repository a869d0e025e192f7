import * as z from "zod/mini";
import {
  BASIS_PARTS,
  CAP_SCOPES,
  TIER_MODES,
  VOLUME_METRICS,
} from "../../core/commission/commission-plan.ts";
import { PERIODS } from "../../core/commission/period.ts";
import { named } from "../described.ts";
import { currencyCode, minorUnits, timestamp } from "../text.ts";
import { id, name, problem } from "./parts.ts";
import { planCondition } from "./plan-conditions.ts";

/** Parts per million of the whole. */
export const WHOLE_PPM = 1_000_000;

/** A whole number of a span. */
export const whole = (min: number, max: number) =>
  z.int(`must be a whole number from ${min} to ${max}`).check(z.minimum(min), z.maximum(max));
/** One of a few words. */
export const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(", ")}`);
/** A list of at most, and at least, so many. */
export const listOf = <Entry extends z.ZodMiniType>(entry: Entry, max: number, min = 0) =>
  z
    .array(entry)
    .check(z.minLength(min, `must have at least ${min}`), z.maxLength(max, `must not be longer than ${max}`));

const ratePpm = whole(0, WHOLE_PPM);
const ownId = z.string().check(z.regex(/^[a-z0-9_-]{1,64}$/, "must be 1 to 64 of a-z, 0-9, _ and -"));

const tiers = listOf(z.strictObject({ from: minorUnits, rate_ppm: ratePpm }), 50, 1);
const actions = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), rate_ppm: ratePpm }),
  z.strictObject({ kind: z.literal("flat"), amount_minor: minorUnits }),
  z.strictObject({ kind: z.literal("per_item"), amount_minor: minorUnits }),
  z.strictObject({
    kind: z.literal("tiered"),
    mode: oneOf(TIER_MODES),
    metric: z._default(oneOf(VOLUME_METRICS), "amount"),
    period: oneOf([...PERIODS, "order"] as const),
    tiers,
  }),
]);
const rule = named(
  "PlanRule",
  z.strictObject({
    id: ownId,
    when: z._default(z.nullable(planCondition), null),
    recurring_months: z._default(z.nullable(whole(0, 1_200)), null),
    action: named("PlanAction", actions),
  }),
);

const terms = {
  currency: z._default(z.nullable(currencyCode), null),
  basis: z._default(
    z.strictObject({
      of: z._default(oneOf(["order", "items"]), "order"),
      less: z._default(listOf(oneOf(BASIS_PARTS), 3).check(z.overwrite((parts) => [...new Set(parts)])), []),
    }),
    { of: "order", less: [] },
  ),
  minimum_order_minor: z._default(z.nullable(minorUnits), null),
  rules: listOf(rule, 100, 1),
  caps: z._default(
    listOf(
      z.discriminatedUnion("scope", [
        z.strictObject({ scope: z.literal(CAP_SCOPES[0]), amount_minor: minorUnits }),
        z.strictObject({ scope: z.literal(CAP_SCOPES[1]), period: oneOf(PERIODS), amount_minor: minorUnits }),
        z.strictObject({ scope: z.literal(CAP_SCOPES[2]), period: oneOf(PERIODS), amount_minor: minorUnits }),
      ]),
      20,
    ),
    [],
  ),
  overrides: z._default(
    z.nullable(z.strictObject({ of: oneOf(["commission", "base"]), rates_ppm: listOf(ratePpm, 50, 1) })),
    null,
  ),
  bonuses: z._default(
    listOf(
      z.strictObject({
        id: ownId,
        metric: z._default(oneOf(VOLUME_METRICS), "amount"),
        period: oneOf(PERIODS),
        threshold: minorUnits,
        amount_minor: minorUnits,
      }),
      50,
    ),
    [],
  ),
};

/** The terms of a plan of rules. What is absent asks for nothing. */
export const planTerms = named("PlanTerms", z.strictObject(terms));

/** One rule that always holds. */
export const simpleRule = named(
  "SimplePlanRule",
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("percent"), rate_bps: whole(0, 10_000) }),
    z.strictObject({ kind: z.literal("flat"), amount_minor: minorUnits, currency: currencyCode }),
  ]),
);

/** A version as it is stored and shown: one rule that always holds, or terms with all that was left out of them. */
export const storedPlan = named(
  "StoredPlan",
  z.union([simpleRule, z.strictObject({ v: z.literal(2), ...terms })]),
);

const version = {
  rule: z.optional(simpleRule),
  terms: z.optional(planTerms),
  effective_from: z.optional(timestamp),
};
/** A version is either one rule that always holds, or terms. */
function eitherOf(context: z.core.ParsePayload<{ rule?: unknown; terms?: unknown }>): void {
  const { rule: simple, terms } = context.value;
  if ((simple === undefined) !== (terms === undefined)) return;
  const message = simple === undefined ? "is required, or terms" : "must not be given together with terms";
  context.issues.push(problem(context.value, message, ["rule"]));
}

/** `POST /v1/plans`. */
export const createPlanRequest = z.strictObject({ name, ...version }).check(eitherOf);

/** `POST /v1/plans/{id}/versions`. */
export const createPlanVersionRequest = z.strictObject(version).check(eitherOf);

/** `POST /v1/plans/{id}/backtest`: what the plan is taken to say, over conversions from `from` on and before `to`. */
export const createBacktestRequest = z
  .strictObject({ rule: version.rule, terms: version.terms, from: timestamp, to: timestamp })
  .check(eitherOf);

/** `POST /v1/plan-exceptions`. */
export const createPlanExceptionRequest = z.strictObject({
  program_id: id,
  affiliate_id: id,
  plan_id: z.nullable(id),
  effective_from: z.optional(timestamp),
  effective_to: z.optional(timestamp),
});
