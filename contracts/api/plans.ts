import * as z from "zod/mini";
import {
  BASIS_PARTS,
  CAP_SCOPES,
  TIER_MODES,
  VOLUME_METRICS,
} from "../../core/commission/commission-plan.ts";
import { type Condition, NUMBER_FIELDS, TEXT_FIELDS } from "../../core/commission/condition.ts";
import { PERIODS } from "../../core/commission/period.ts";
import { countryCode, currencyCode, line, minorUnits, timestamp } from "../text.ts";
import { id, name, problem } from "./parts.ts";

/** Parts per million of the whole. */
const WHOLE_PPM = 1_000_000;
/** Most conditions of one group, and deepest that groups may lie in one another. */
const GROUP_MAX = 50;
const DEPTH_MAX = 5;

const whole = (min: number, max: number) =>
  z.int(`must be a whole number from ${min} to ${max}`).check(z.minimum(min), z.maximum(max));
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(", ")}`);
const listOf = <Entry extends z.ZodMiniType>(entry: Entry, max: number, min = 0) =>
  z
    .array(entry)
    .check(z.minLength(min, `must have at least ${min}`), z.maxLength(max, `must not be longer than ${max}`));

const ratePpm = whole(0, WHOLE_PPM);
const ownId = z.string().check(z.regex(/^[a-z0-9_-]{1,64}$/, "must be 1 to 64 of a-z, 0-9, _ and -"));
const values = listOf(line(255), 500, 1);
const instant = z.pipe(
  timestamp,
  z.transform((ms) => new Date(ms).toISOString()),
);

/** Leaves first: a question that has none of the names of a group is one. */
const leaf = z
  .strictObject({
    field: oneOf([
      ...TEXT_FIELDS,
      ...NUMBER_FIELDS,
      "conversion.metadata",
      "conversion.occurred_at",
    ] as const),
    key: z.optional(line(64)),
    in: z.optional(values),
    not_in: z.optional(values),
    min: z.optional(minorUnits),
    max: z.optional(minorUnits),
    from: z.optional(instant),
    to: z.optional(instant),
  })
  .check((context) => {
    const { field, ...given } = context.value;
    const names = Object.entries(given).flatMap(([part, value]) => (value === undefined ? [] : [part]));
    const isNumber = NUMBER_FIELDS.some((each) => each === field);
    const isTime = field === "conversion.occurred_at";
    const takes = isNumber ? ["min", "max"] : isTime ? ["from", "to"] : ["in", "not_in"];
    const refuse = (part: string, message: string) =>
      context.issues.push(problem(context.value, message, [part]));
    for (const part of names) {
      if (part === "key" ? field !== "conversion.metadata" : !takes.includes(part)) {
        refuse(part, `does not belong to ${field}`);
      }
    }
    if (field === "conversion.metadata" && given.key === undefined) refuse("key", "is required");
    const asked = takes.filter((part) => names.includes(part));
    if (asked.length === 0) refuse(takes[0] ?? "field", `is required, or ${takes[1]}`);
    if (takes[0] === "in" && asked.length > 1) refuse("not_in", "must not be given together with in");
  });

/** Reads a condition of any depth; each issue has the path of its own question. */
function readCondition(value: unknown, context: z.core.ParsePayload, path: PropertyKey[]): Condition {
  const refuse = (message: string) => context.issues.push(problem(value, message, [...path]));
  const depth = path.filter((part) => typeof part === "number").length;
  if (depth > DEPTH_MAX) {
    refuse(`must not lie deeper than ${DEPTH_MAX} groups`);
    return { all: [] };
  }
  if (typeof value === "object" && value !== null && ("all" in value || "any" in value)) {
    const name = "all" in value ? "all" : "any";
    const parts = (value as Record<string, unknown>)[name];
    const isList = Array.isArray(parts) && parts.length <= GROUP_MAX;
    if (Object.keys(value).length > 1) refuse("must have either all or any, and nothing else");
    else if (!isList) refuse(`must be a group of at most ${GROUP_MAX} conditions`);
    const read = isList ? parts.map((part, at) => readCondition(part, context, [...path, name, at])) : [];
    return name === "any" ? { any: read } : { all: read };
  }
  const read = leaf.safeParse(value, { reportInput: true });
  if (read.success) return read.data as Condition;
  for (const issue of read.error.issues) {
    context.issues.push({
      ...issue,
      input: issue.input,
      path: [...path, ...issue.path],
    } as z.core.$ZodRawIssue);
  }
  return { all: [] };
}

const condition = z.pipe(
  z.unknown(),
  z.transform((value, context) => readCondition(value, context as z.core.ParsePayload, [])),
);

const tiers = listOf(z.strictObject({ from: minorUnits, rate_ppm: ratePpm }), 50, 1);
const action = z.discriminatedUnion("kind", [
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
const rule = z.strictObject({
  id: ownId,
  when: z._default(z.nullable(condition), null),
  recurring_months: z._default(z.nullable(whole(0, 1_200)), null),
  action,
});

/** The terms of a plan of rules. What is absent asks for nothing. */
export const planTerms = z.strictObject({
  currency: z._default(z.nullable(currencyCode), null),
  basis: z._default(
    z.strictObject({
      of: z._default(oneOf(["order", "items"]), "order"),
      less: z._default(
        z.pipe(
          listOf(oneOf(BASIS_PARTS), 3),
          z.transform((parts) => [...new Set(parts)]),
        ),
        [],
      ),
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
});

const simpleRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), rate_bps: whole(0, 10_000) }),
  z.strictObject({ kind: z.literal("flat"), amount_minor: minorUnits, currency: currencyCode }),
]);

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

const affiliate = line(64);
const count = whole(0, 1_000_000);
const item = z.strictObject({
  sku: line(255),
  category: z._default(z.nullable(line(255)), null),
  quantity: z._default(whole(1, 1_000_000), 1),
  amount_minor: minorUnits,
});

/** `POST /v1/plans/{id}/cases`. */
export const createPlanCaseRequest = z.strictObject({
  name,
  given: z.strictObject({
    order: z.strictObject({
      event: z._default(line(64), "sale"),
      amount_minor: minorUnits,
      currency: currencyCode,
      occurred_at: z._default(instant, "2027-01-15T12:00:00.000Z"),
      discount_minor: z._default(minorUnits, "0"),
      shipping_minor: z._default(minorUnits, "0"),
      tax_minor: z._default(minorUnits, "0"),
      coupon_code: z._default(z.nullable(line(64)), null),
      country: z._default(z.nullable(countryCode), null),
      metadata: z._default(z.record(line(64), line(500)), {}),
      items: z._default(listOf(item, 200), []),
    }),
    credits: listOf(z.strictObject({ affiliate, credit_ppm: whole(1, WHOLE_PPM) }), 100, 1).check(
      (context) => {
        const sum = context.value.reduce((total, { credit_ppm }) => total + credit_ppm, 0);
        if (sum !== WHOLE_PPM) context.issues.push(problem(context.value, "must sum to 1000000"));
      },
    ),
    affiliates: z._default(
      listOf(
        z.strictObject({
          affiliate,
          class: z._default(line(64), "content"),
          group: z._default(z.nullable(line(64)), null),
          tier: z._default(z.nullable(line(64)), null),
          country: z._default(z.nullable(countryCode), null),
          tags: z._default(listOf(line(64), 50), []),
          sponsors: z._default(listOf(affiliate, 50), []),
          volumes: z._default(
            listOf(
              z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits, conversions: count }),
              3,
            ),
            [],
          ),
          earned: z._default(
            listOf(z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits }), 3),
            [],
          ),
        }),
        100,
      ),
      [],
    ),
    customer: z._default(
      z.strictObject({
        conversions_before: z._default(count, 0),
        first_converted_at: z._default(z.nullable(instant), null),
      }),
      { conversions_before: 0, first_converted_at: null },
    ),
  }),
  expected: listOf(
    z.strictObject({
      affiliate,
      kind: z._default(oneOf(["sale", "override", "bonus"]), "sale"),
      amount_minor: minorUnits,
      currency: currencyCode,
    }),
    500,
  ),
});
