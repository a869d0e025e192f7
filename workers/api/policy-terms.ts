import type * as z from "zod/mini";
import type { policyTerms } from "../../contracts/api/policies.ts";
import {
  type AttributionModel,
  type AttributionPolicy,
  type CouponPrecedence,
  DEFAULT_POLICY,
  HALF_LIFE_MS_DEFAULT,
  POSITION_PPM_DEFAULT,
} from "../../core/attribution/policy.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type Terms = z.output<typeof policyTerms>;

/** Reads the terms of a policy as they were given; what was left out is as in a workspace's first policy. */
export function policyOf(terms: Terms): AttributionPolicy {
  const { before_order_seconds = 0, in_session_seconds = 0 } = terms.stand_down ?? {};
  return {
    model: modelOf(terms),
    lookbackMs: terms.lookback_days * DAY_MS,
    minClickToConversionMs: terms.min_click_to_conversion_seconds * 1000,
    countedVerdicts: [...new Set(terms.counted_verdicts)],
    couponPrecedence: couponPrecedenceOf(terms),
    customerLock: terms.customer_lock ?? DEFAULT_POLICY.customerLock,
    classPriority: terms.class_priority ?? DEFAULT_POLICY.classPriority,
    standDown: { beforeOrderMs: before_order_seconds * 1000, inSessionMs: in_session_seconds * 1000 },
  };
}

function modelOf({ model, position_weights, half_life_hours }: Terms): AttributionModel {
  if (model === "position_based") {
    const { first_ppm: firstPpm, last_ppm: lastPpm } = position_weights ?? {
      first_ppm: POSITION_PPM_DEFAULT,
      last_ppm: POSITION_PPM_DEFAULT,
    };
    return { kind: model, firstPpm, lastPpm };
  }
  if (model === "time_decay") {
    const isGiven = half_life_hours !== undefined;
    return { kind: model, halfLifeMs: isGiven ? half_life_hours * HOUR_MS : HALF_LIFE_MS_DEFAULT };
  }
  return { kind: model };
}

function couponPrecedenceOf({ coupon_precedence: kind, coupon_ppm = 0 }: Terms): CouponPrecedence {
  if (kind === undefined) return DEFAULT_POLICY.couponPrecedence;
  return kind === "split" ? { kind, couponPpm: coupon_ppm } : { kind };
}
