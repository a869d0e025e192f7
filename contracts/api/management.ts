import * as z from "zod/mini";
import { isPermission, type Permission } from "../../core/access/permissions.ts";
import { VERDICTS } from "../../core/link/verdict.ts";
import { currencyCode, line, minorUnits, timestamp } from "../text.ts";

const name = line(200);
const id = line(64);
const email = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+\.[^\s@\p{Cc}\p{Cs}]+$/u, "must be an e-mail address"),
  );
const holdDays = z.int().check(z.minimum(0), z.maximum(365));
const cookieMode = z.enum(["first_party", "none"]);

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

/** `POST /v1/attribution/policies`. */
export const createPolicyRequest = z.strictObject({
  model: z.literal("last_click"),
  lookback_days: z.int().check(z.minimum(1), z.maximum(365)),
  min_click_to_conversion_seconds: z.int().check(z.minimum(0), z.maximum(86_400)),
  counted_verdicts: z.array(z.enum(VERDICTS)).check(z.minLength(1), z.maxLength(VERDICTS.length)),
  effective_from: z.optional(timestamp),
});

/** `POST /v1/programs`. */
export const createProgramRequest = z.strictObject({
  name,
  currency: currencyCode,
  plan_id: id,
  hold_days: z.optional(holdDays),
  cookie_mode: z.optional(cookieMode),
});

/** `PATCH /v1/programs/{id}`. */
export const updateProgramRequest = z.strictObject({
  name: z.optional(name),
  plan_id: z.optional(id),
  status: z.optional(z.enum(["active", "paused", "closed"])),
  hold_days: z.optional(holdDays),
  cookie_mode: z.optional(cookieMode),
});

/** `POST /v1/affiliates`. */
export const createAffiliateRequest = z.strictObject({ name, email });

/** `PATCH /v1/affiliates/{id}`. */
export const updateAffiliateRequest = z.strictObject({
  name: z.optional(name),
  email: z.optional(email),
  status: z.optional(z.enum(["active", "suspended"])),
});

/** `v1` is the path of the API on every host. */
const slug = z
  .string()
  .check(z.regex(/^(?!v1$)[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - or _, and not v1"));
const destinationUrl = line(2_048);

/** `POST /v1/links`. */
export const createLinkRequest = z.strictObject({
  program_id: id,
  affiliate_id: id,
  destination_url: destinationUrl,
  slug: z.optional(slug),
  expires_at: z.optional(timestamp),
});

/** `PATCH /v1/links/{id}`; an `expires_at` of null lifts it. */
export const updateLinkRequest = z.strictObject({
  destination_url: z.optional(destinationUrl),
  status: z.optional(z.enum(["active", "disabled"])),
  expires_at: z.optional(z.nullable(timestamp)),
});

/** `POST /v1/keys`. */
export const createKeyRequest = z.strictObject({
  name,
  kind: z.enum(["secret", "publishable"]),
  scopes: z
    .array(
      z.custom<Permission>(
        (value) => typeof value === "string" && isPermission(value),
        "must be a permission",
      ),
    )
    .check(z.maxLength(64)),
  expires_at: z.optional(timestamp),
});

/** `PUT /v1/payout-minimums/{currency}`. */
export const setPayoutMinimumRequest = z.strictObject({ minimum_minor: minorUnits });
