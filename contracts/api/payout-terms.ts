import * as z from "zod/mini";
import { PAYOUT_METHOD_KINDS } from "../../core/payout/method.ts";
import {
  isPayoutSchedule,
  NET_TERMS,
  PAYOUT_SCHEDULE,
  type PayoutSchedule,
} from "../../core/payout/terms.ts";
import { country } from "../country.ts";
import { shownAs } from "../described.ts";
import { currencyCode, minorUnits, timestamp } from "../text.ts";
import { id } from "./parts.ts";

/** More countries than there are. */
const COUNTRIES_MAX = 250;

const net = z.enum(NET_TERMS, `must be one of ${NET_TERMS.join(", ")}`);
const schedule = shownAs(
  z.custom<PayoutSchedule>(
    (value) => typeof value === "string" && isPayoutSchedule(value),
    "must be by_hand, daily, semi_monthly, weekly_1 to weekly_7 or monthly_1 to monthly_31",
  ),
  z.string().check(z.regex(PAYOUT_SCHEDULE)),
);
const holdDays = z
  .int("must be a whole number from 0 to 365")
  .check(z.minimum(0, "must be at least 0"), z.maximum(365, "must be at most 365"));
const once = <Value>(values: Value[]): Value[] => [...new Set(values)];
const countries = z.pipe(
  z.array(country).check(z.maxLength(COUNTRIES_MAX, `must not be longer than ${COUNTRIES_MAX}`)),
  z.transform(once<string>),
);
const methodKinds = z.pipe(
  z
    .array(z.enum(PAYOUT_METHOD_KINDS, `must be one of ${PAYOUT_METHOD_KINDS.join(", ")}`))
    .check(z.maxLength(100)),
  z.transform(once<(typeof PAYOUT_METHOD_KINDS)[number]>),
);
const payoutCurrency = z.union([z.literal("affiliate"), z.literal("commission"), currencyCode], {
  error: "must be affiliate, commission or an ISO 4217 currency code in capitals",
});
const orNull = <Value extends z.ZodMiniType>(value: Value) => z.optional(z.nullable(value));

/** `POST /v1/payout-terms`. What is absent or null is as the next wider scope says. */
export const createPayoutTermsRequest = z.strictObject({
  affiliate_id: orNull(id),
  program_id: orNull(id),
  hold_days: orNull(holdDays),
  net: orNull(net),
  schedule: orNull(schedule),
  minimums: z.optional(z.record(currencyCode, minorUnits)),
  requires_tax_form: orNull(z.boolean()),
  requires_method: orNull(z.boolean()),
  countries: orNull(countries),
  method_kinds: orNull(methodKinds),
  payout_currency: orNull(payoutCurrency),
  effective_from: z.optional(timestamp),
});
