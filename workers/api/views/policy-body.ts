import * as z from "zod/mini";
import { MODELS } from "../../../core/attribution/policy.ts";
import { VERDICTS } from "../../../core/link/verdict.ts";
import { count, oneOf, several, text, view } from "./schema.ts";

const keeper = oneOf("first", "latest");

/**
 * A policy as it is stored and hashed. What belongs to a model or kind stands only with it, and what a version of before a term
 * existed does not say, it did without.
 */
export const policyBodyView = view("PolicyBody", {
  model: z.enum(MODELS),
  position_weights: z.optional(z.strictObject({ first_ppm: count, last_ppm: count })),
  half_life_ms: z.optional(count),
  lookback_ms: count,
  min_click_to_conversion_ms: count,
  counted_verdicts: several(z.enum(VERDICTS)),
  coupon_precedence: z.optional(oneOf("coupon_wins", "click_wins", "ignored", "split")),
  coupon_ppm: z.optional(count),
  customer_lock: z.optional(
    z.union([
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({ kind: z.literal("days"), days: count, affiliate: keeper }),
      z.strictObject({ kind: z.literal("lifetime"), affiliate: keeper }),
    ]),
  ),
  class_priority: z.optional(several(text)),
  stand_down: z.optional(z.strictObject({ before_order_ms: count, in_session_ms: count })),
});

/** A stored policy, whose form its reader has proved. */
export const showPolicyBody = (body: unknown) => body as z.output<typeof policyBodyView>;
