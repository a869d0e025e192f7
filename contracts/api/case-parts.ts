import * as z from "zod/mini";
import { DEFAULT_AFFILIATE_CLASS } from "../../core/attribution/touchpoint.ts";
import { PERIODS } from "../../core/commission/period.ts";
import { VERDICTS } from "../../core/link/verdict.ts";
import { isRate } from "../../core/money/fx.ts";
import { countryCode, currencyCode, line, minorUnits } from "../text.ts";
import { problem, uniqueBy } from "./parts.ts";
import { instant } from "./plan-conditions.ts";
import { listOf, oneOf, planTerms, simpleRule, whole } from "./plans.ts";

const DAY_SECONDS = 86_400;

/** A name that means something in the case only. */
export const caseAffiliate = line(64);

const owner = {
  affiliate: caseAffiliate,
  class: z._default(line(64), DEFAULT_AFFILIATE_CLASS),
  affiliate_status: z._default(oneOf(["active", "suspended"]), "active"),
  program_status: z._default(oneOf(["active", "paused", "closed"]), "active"),
};

/** The touchpoints before the order of a case; times are told from the order backwards. */
export const caseJourney = z
  .array(
    z.strictObject({
      ...owner,
      kind: z._default(oneOf(["click", "earlier_order"]), "click"),
      seconds_before_order: whole(-DAY_SECONDS, 3_650 * DAY_SECONDS),
      verdict: z._default(oneOf(VERDICTS), "human"),
    }),
  )
  .check(z.maxLength(500));

/** Whose coupon the order of a case used. */
export const caseCoupon = z.nullable(
  z.strictObject({ ...owner, status: z._default(oneOf(["active", "disabled"]), "active") }),
);

const item = z.strictObject({
  sku: line(255),
  category: z._default(z.nullable(line(255)), null),
  quantity: z._default(whole(1, 1_000_000), 1),
  amount_minor: minorUnits,
});

/** The fields of an order that plans ask about, none of them with a default. */
export const caseOrderFields = {
  event: line(64),
  amount_minor: minorUnits,
  currency: currencyCode,
  occurred_at: instant,
  discount_minor: minorUnits,
  shipping_minor: minorUnits,
  tax_minor: minorUnits,
  coupon_code: z.nullable(line(64)),
  country: z.nullable(countryCode),
  metadata: z.record(line(64), line(500)),
  items: listOf(item, 200),
};

/** The order of a case; what is absent is nothing. */
export const planCaseOrder = z.strictObject({
  event: z._default(caseOrderFields.event, "sale"),
  amount_minor: minorUnits,
  currency: currencyCode,
  occurred_at: z._default(instant, "2027-01-15T12:00:00.000Z"),
  discount_minor: z._default(minorUnits, "0"),
  shipping_minor: z._default(minorUnits, "0"),
  tax_minor: z._default(minorUnits, "0"),
  coupon_code: z._default(caseOrderFields.coupon_code, null),
  country: z._default(caseOrderFields.country, null),
  metadata: z._default(caseOrderFields.metadata, {}),
  items: z._default(caseOrderFields.items, []),
});

const count = whole(0, 1_000_000);

/** An affiliate of a case, as plans ask about it. */
export const caseTraits = {
  affiliate: caseAffiliate,
  class: z._default(line(64), DEFAULT_AFFILIATE_CLASS),
  group: z._default(z.nullable(line(64)), null),
  tier: z._default(z.nullable(line(64)), null),
  country: z._default(z.nullable(countryCode), null),
  tags: z._default(listOf(line(64), 50), []),
  sponsors: z._default(listOf(caseAffiliate, 50), []),
  volumes: z._default(
    listOf(z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits, conversions: count }), 3),
    [],
  ),
  earned: z._default(listOf(z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits }), 3), []),
};

/** The customer of a case, before the order. */
export const caseCustomer = z.strictObject({
  conversions_before: z._default(count, 0),
  first_converted_at: z._default(z.nullable(instant), null),
});

/** Rates of the day of the order: so many units of a currency for one euro. */
export const caseRates = listOf(
  z.strictObject({
    currency: currencyCode.check(z.refine((code) => code !== "EUR", "must not be EUR, which is always 1")),
    rate: line(30).check(z.refine(isRate, "must be a positive decimal in digits, e.g. 1.1783")),
  }),
  20,
).check(uniqueBy("currency", () => "is named before"));

/** What affiliates earn by a case, by the kind of their commissions. */
export const caseSums = listOf(
  z.strictObject({
    affiliate: caseAffiliate,
    kind: z._default(oneOf(["sale", "override", "bonus"]), "sale"),
    amount_minor: minorUnits,
    currency: currencyCode,
  }),
  500,
);

/** A plan of a case: one of the workspace, in its version in force, or one of the case's own. */
export const casePlan = z
  .strictObject({
    plan_id: z.optional(line(64)),
    rule: z.optional(simpleRule),
    terms: z.optional(planTerms),
  })
  .check((context) => {
    const { plan_id, rule, terms } = context.value;
    if ([plan_id, rule, terms].filter((each) => each !== undefined).length === 1) return;
    context.issues.push(problem(context.value, "must have one of plan_id, rule and terms"));
  });
