import * as z from "zod/mini";
import type { Currency } from "../core/money/currency.ts";
import { DECIMAL_PROBLEMS, type DecimalProblem, parseDecimal } from "../core/money/parse-decimal.ts";
import type { ConversionRequest } from "./conversion.ts";
import { currencyCode, line, minorUnits } from "./text.ts";

/** The event of an order that names none. */
const EVENT_DEFAULT = "sale";

/**
 * A macro that nobody filled, and nothing else: `{name}`, `{{name}}`, `${name}`, `[name]`, `%%name%%`, `__NAME__`. A name
 * is letters first, so that an id in braces is none.
 */
const NAME = "\\s*[A-Za-z_][\\w.]*(?:-[A-Za-z_]+)*(?:[:|][^{}[\\]]*)?\\s*";
const MACRO = new RegExp(`^(?:\\$?\\{+${NAME}\\}+|\\[+${NAME}\\]+|%%${NAME}%%|__[A-Z][A-Z0-9_]*__)$`);
/** Letters of a macro that were encoded once too often. */
const ENCODED = /%(?:7b|7d|5b|5d|24)/gi;

/** As `line`; a macro is refused: all orders of a network whose template is wrong would be one order. */
const filled = (max: number) =>
  line(max).check(
    z.refine(
      (text) => !MACRO.test(text.replace(ENCODED, (letter) => decodeURIComponent(letter))),
      "must be a value, not a macro that nobody filled",
    ),
  );

/** The merchant's own id of an order. */
export const orderId = filled(255);

/** What a postback and a pixel say of an order, beside the merchant's id of it. All of it is text. */
export const orderFields = {
  /** Major units, as networks write them: `12.90`. */
  amount: z.optional(filled(32)),
  /** Minor units, instead of `amount`. */
  amount_minor: z.optional(minorUnits),
  currency: currencyCode,
  event: z.optional(filled(64)),
  click_id: z.optional(filled(256)),
  coupon_code: z.optional(filled(64)),
  customer_id: z.optional(filled(255)),
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
