import * as z from "zod/mini";
import { named } from "../../../contracts/described.ts";
import type { Currency } from "../../../core/money/currency.ts";
import type { IdByPrefix } from "../../../core/shared/id.ts";

/** An object of an answer, under a name: it has these fields, whatever they hold, and no other. */
export function view<Shape extends z.core.$ZodShape>(name: string, shape: Shape, description?: string) {
  return named(name, z.strictObject(shape), description);
}

/** Text of an answer. */
export const text = z.string();
/** A whole number of an answer. */
export const count = z.int();
/** What may be null, where there is none. */
export const maybe = z.nullable;
/** Several of one kind. */
export const several = <Item extends z.ZodMiniType>(item: Item) => z.readonly(z.array(item));
/** One of a few words. */
export const oneOf = <const Words extends readonly string[]>(...words: Words) => z.enum(words);
/** An id of one kind. */
export const idOf = <Prefix extends keyof IdByPrefix>(prefix: Prefix) =>
  z.string().check(z.regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`)));

/** An instant in UTC, with milliseconds. */
export const instant = named(
  "Instant",
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)),
  "RFC 3339 in UTC, with milliseconds.",
);
/** An instant, or null where there is none. */
export const maybeInstant = z.nullable(instant);
/** A calendar day. */
export const day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/));

const currencyText = named("Currency", z.string().check(z.regex(/^[A-Z]{3}$/)), "ISO 4217, in capitals.");
/** A currency. */
export const currency = currencyText as unknown as z.ZodMiniType<Currency, Currency>;
/** Minor units, with a sign where they are negative. */
export const minor = named(
  "MinorUnits",
  z.string().check(z.regex(/^-?\d{1,40}$/)),
  "Whole minor units of a currency, as text.",
);
/** Money. */
export const money = view(
  "Money",
  { amount_minor: minor, currency },
  "A debit is positive, a credit negative.",
);

/** What one euro was in a currency, as it was published. */
export const quotedRate = view("QuotedRate", { source: text, day, currency, rate: text });

/** A list of things that have a name of their own. */
export const listOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.strictObject({
    object: z.literal("list"),
    data: several(item),
    has_more: z.boolean(),
    next_cursor: z.nullable(z.string()),
  });
