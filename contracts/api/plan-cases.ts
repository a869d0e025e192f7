import * as z from "zod/mini";
import { PERIODS } from "../../core/commission/period.ts";
import { countryCode, currencyCode, line, minorUnits } from "../text.ts";
import { name, problem, uniqueAffiliates } from "./parts.ts";
import { instant } from "./plan-conditions.ts";
import { listOf, oneOf, WHOLE_PPM, whole } from "./plans.ts";

const affiliate = line(64);
const count = whole(0, 1_000_000);
const item = z.strictObject({
  sku: line(255),
  category: z._default(z.nullable(line(255)), null),
  quantity: z._default(whole(1, 1_000_000), 1),
  amount_minor: minorUnits,
});

/** The order of a case; what is absent is nothing. */
export const planCaseOrder = z.strictObject({
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
});

/** A case: an order, who is credited with it and what history knows. */
export const planCaseGiven = z.strictObject({
  order: planCaseOrder,
  credits: listOf(z.strictObject({ affiliate, credit_ppm: whole(1, WHOLE_PPM) }), 100, 1).check((context) => {
    const sum = context.value.reduce((total, { credit_ppm }) => total + credit_ppm, 0);
    if (sum !== WHOLE_PPM) context.issues.push(problem(context.value, "must sum to 1000000"));
  }),
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
          listOf(z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits, conversions: count }), 3),
          [],
        ),
        earned: z._default(
          listOf(z.strictObject({ period: oneOf(PERIODS), amount_minor: minorUnits }), 3),
          [],
        ),
      }),
      100,
    ).check(uniqueAffiliates),
    [],
  ),
  customer: z._default(
    z.strictObject({
      conversions_before: z._default(count, 0),
      first_converted_at: z._default(z.nullable(instant), null),
    }),
    { conversions_before: 0, first_converted_at: null },
  ),
});

/** `POST /v1/plans/{id}/cases`. */
export const createPlanCaseRequest = z.strictObject({
  name,
  given: planCaseGiven,
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
