import * as z from "zod/mini";
import { currencyCode, minorUnits, timestamp } from "../text.ts";
import { name } from "./parts.ts";

const email = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+\.[^\s@\p{Cc}\p{Cs}]+$/u, "must be an e-mail address"),
  );

const commissionRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), rate_bps: z.int().check(z.minimum(0), z.maximum(10_000)) }),
  z.strictObject({ kind: z.literal("flat"), amount_minor: minorUnits, currency: currencyCode }),
]);

/** `POST /v1/plans`. */
export const createPlanRequest = z.strictObject({
  name,
  rule: commissionRule,
  effective_from: z.optional(timestamp),
});

/** `POST /v1/plans/{id}/versions`. */
export const createPlanVersionRequest = z.strictObject({
  rule: commissionRule,
  effective_from: z.optional(timestamp),
});

/** `POST /v1/affiliates`. */
export const createAffiliateRequest = z.strictObject({ name, email });

/** `PATCH /v1/affiliates/{id}`. */
export const updateAffiliateRequest = z.strictObject({
  name: z.optional(name),
  email: z.optional(email),
  status: z.optional(z.enum(["active", "suspended"])),
});

/** `PUT /v1/payout-minimums/{currency}`. */
export const setPayoutMinimumRequest = z.strictObject({ minimum_minor: minorUnits });
