import * as z from "zod/mini";
import type { Currency } from "../core/money/currency.ts";
import { DECIMAL_PROBLEMS, type DecimalProblem, parseDecimal } from "../core/money/parse-decimal.ts";
import type { ConversionRequest } from "./conversion.ts";
import { currencyCode, line, minorUnits } from "./text.ts";

/** The event of an order that names none. */
const EVENT_DEFAULT = "sale";

/** What a postback and a pixel say of an order, beside the merchant's id of it. All of it is text. */
export const orderFields = {
  /** Major units, as networks write them: `12.90`. */
  amount: z.optional(line(32)),
  /** Minor units, instead of `amount`. */
  amount_minor: z.optional(minorUnits),
  currency: currencyCode,
  event: z.optional(line(64)),
  click_id: z.optional(line(256)),
  coupon_code: z.optional(line(64)),
  customer_id: z.optional(line(255)),
};
const order = z.object(orderFields);
type Order = z.infer<typeof order>;

/** Puts an order in the form of `POST /v1/conversions`: the same order is the same conversion whichever way it comes. */
export function conversionOfOrder(
  externalId: string,
  { amount, amount_minor, currency, event, click_id, coupon_code, customer_id }: Order,
  context: z.core.ParsePayload,
): ConversionRequest {
  const refuse = (path: string, message: string) => {
    context.issues.push({ code: "custom", input: context.value, message, path: [path], continue: false });
    return z.NEVER;
  };
  if (amount !== undefined && amount_minor !== undefined) {
    return refuse("amount_minor", "must not be given together with amount");
  }
  if (amount === undefined && amount_minor === undefined) {
    return refuse("amount", "is required, or amount_minor");
  }
  const minor = amount === undefined ? amount_minor : parseDecimal(amount, currency as Currency);
  if (typeof minor === "string" && amount !== undefined) {
    return refuse("amount", DECIMAL_PROBLEMS[minor as DecimalProblem]);
  }
  return {
    external_id: externalId,
    event: event ?? EVENT_DEFAULT,
    ...(click_id === undefined ? {} : { click_id }),
    ...(customer_id === undefined ? {} : { customer: { external_id: customer_id } }),
    ...(coupon_code === undefined ? {} : { coupon_code }),
    amount_minor: String(minor),
    currency,
  };
}
