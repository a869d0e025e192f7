import * as z from "zod/mini";
import { MODELS } from "../../core/attribution/policy.ts";
import { VERDICTS } from "../../core/link/verdict.ts";
import { line, timestamp } from "../text.ts";
import { problem } from "./parts.ts";

/** Credit of a whole conversion, in parts per million. */
const WHOLE_PPM = 1_000_000;
const DAY_SECONDS = 86_400;

const whole = (min: number, max: number) =>
  z.int(`must be a whole number from ${min} to ${max}`).check(z.minimum(min), z.maximum(max));
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(", ")}`);

/** Models of `GET /v1/attribution/models`: they read all journeys at once, and decide no conversion. */
const COMPARING = ["markov", "shapley"] as const;

const affiliateClass = line(64);
const holder = oneOf(["first", "latest"]);

/** What only one model or precedence takes, and where it must be given. */
const BELONGS = [
  { field: "position_weights", to: "model", value: "position_based", isRequired: false },
  { field: "half_life_hours", to: "model", value: "time_decay", isRequired: false },
  { field: "coupon_ppm", to: "coupon_precedence", value: "split", isRequired: true },
] as const;

const fields = {
  model: z.enum(MODELS, {
    error: ({ input }) =>
      COMPARING.some((name) => name === input)
        ? `must be one of ${MODELS.join(", ")}; ${input} only compares, by GET /v1/attribution/models`
        : `must be one of ${MODELS.join(", ")}`,
  }),
  position_weights: z.optional(
    z.strictObject({ first_ppm: whole(0, WHOLE_PPM), last_ppm: whole(0, WHOLE_PPM) }).check((context) => {
      const sum = context.value.first_ppm + context.value.last_ppm;
      const message = "must sum to no more than 1000000, and to more than 0";
      if (sum === 0 || sum > WHOLE_PPM) context.issues.push(problem(context.value, message));
    }),
  ),
  half_life_hours: z.optional(whole(1, 8_760)),
  lookback_days: whole(1, 365),
  min_click_to_conversion_seconds: whole(0, DAY_SECONDS),
  counted_verdicts: z.array(oneOf(VERDICTS)).check(z.minLength(1), z.maxLength(VERDICTS.length)),
  coupon_precedence: z.optional(oneOf(["coupon_wins", "click_wins", "split", "ignored"])),
  coupon_ppm: z.optional(whole(1, WHOLE_PPM - 1)),
  customer_lock: z.optional(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({ kind: z.literal("days"), days: whole(1, 3_650), affiliate: holder }),
      z.strictObject({ kind: z.literal("lifetime"), affiliate: holder }),
    ]),
  ),
  class_priority: z.optional(
    z.array(affiliateClass).check(z.maxLength(20), (context) => {
      context.value.forEach((each, index, all) => {
        if (all.indexOf(each) === index) return;
        context.issues.push(problem(each, "is named before", [index]));
      });
    }),
  ),
  stand_down: z.optional(
    z.strictObject({
      before_order_seconds: z.optional(whole(0, DAY_SECONDS)),
      in_session_seconds: z.optional(whole(0, DAY_SECONDS)),
    }),
  ),
};

function checkBelonging(context: z.core.ParsePayload<Record<string, unknown>>): void {
  for (const { field, to, value, isRequired } of BELONGS) {
    const isGiven = context.value[field] !== undefined;
    const belongs = context.value[to] === value;
    if (isGiven && !belongs) {
      context.issues.push(problem(context.value[field], `belongs to ${to} ${value} only`, [field]));
    }
    if (!isGiven && belongs && isRequired) {
      context.issues.push(problem(undefined, `is required by ${to} ${value}`, [field]));
    }
  }
}

/** The terms of a policy, without the time they are in force from. */
export const policyTerms = z.strictObject(fields).check(checkBelonging);

/** `POST /v1/attribution/policies`. */
export const createPolicyRequest = z
  .strictObject({ ...fields, effective_from: z.optional(timestamp) })
  .check(checkBelonging);
