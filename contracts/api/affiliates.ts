import * as z from "zod/mini";
import { country } from "../country.ts";
import { currencyCode, line } from "../text.ts";
import { id, name } from "./parts.ts";

/** An e-mail address, as far as its form tells. */
export const email = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+\.[^\s@\p{Cc}\p{Cs}]+$/u, "must be an e-mail address"),
  );
/** A name that plans and policies ask for. */
const trait = line(64);

/** What plans and policies ask about an affiliate; null takes it away. */
const traits = {
  class: z.optional(trait),
  group: z.optional(z.nullable(trait)),
  tier: z.optional(z.nullable(trait)),
  country: z.optional(z.nullable(country)),
  tags: z.optional(
    z.pipe(
      z.array(trait).check(z.maxLength(50, "must not be longer than 50")),
      z.transform((tags) => [...new Set(tags)]),
    ),
  ),
  sponsor_id: z.optional(z.nullable(id)),
  currency: z.optional(z.nullable(currencyCode)),
};

/** `POST /v1/affiliates`. */
export const createAffiliateRequest = z.strictObject({ name, email, ...traits });

/** `PATCH /v1/affiliates/{id}`. */
export const updateAffiliateRequest = z.strictObject({
  name: z.optional(name),
  email: z.optional(email),
  status: z.optional(z.enum(["active", "suspended"])),
  ...traits,
});
