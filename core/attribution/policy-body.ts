import { VERDICTS, type Verdict } from "../link/verdict.ts";
import { assert } from "../shared/assert.ts";
import {
  type AttributionModel,
  type AttributionPolicy,
  type CouponPrecedence,
  type CustomerLock,
  FIRST_TERMS,
  MODELS,
  type ModelName,
} from "./policy.ts";

/** Credit of a whole conversion, in parts per million. */
const WHOLE_PPM = 1_000_000;

/** The policy as it is stored and hashed: plain JSON. What is optional belongs to one model or kind. */
export type PolicyBody = {
  readonly model: ModelName;
  /** Of `position_based`. */
  readonly position_weights?: { readonly first_ppm: number; readonly last_ppm: number };
  /** Of `time_decay`. */
  readonly half_life_ms?: number;
  readonly lookback_ms: number;
  readonly min_click_to_conversion_ms: number;
  readonly counted_verdicts: readonly Verdict[];
  readonly coupon_precedence: CouponPrecedence["kind"];
  /** Of `split`. */
  readonly coupon_ppm?: number;
  readonly customer_lock: CustomerLock;
  readonly class_priority: readonly string[];
  readonly stand_down: { readonly before_order_ms: number; readonly in_session_ms: number };
};

/** Writes a policy in its stored form. */
export function policyBody(policy: AttributionPolicy): PolicyBody {
  const { model, couponPrecedence, customerLock, standDown } = policy;
  return {
    model: model.kind,
    ...(model.kind === "position_based"
      ? { position_weights: { first_ppm: model.firstPpm, last_ppm: model.lastPpm } }
      : {}),
    ...(model.kind === "time_decay" ? { half_life_ms: model.halfLifeMs } : {}),
    lookback_ms: policy.lookbackMs,
    min_click_to_conversion_ms: policy.minClickToConversionMs,
    counted_verdicts: policy.countedVerdicts,
    coupon_precedence: couponPrecedence.kind,
    ...(couponPrecedence.kind === "split" ? { coupon_ppm: couponPrecedence.couponPpm } : {}),
    customer_lock: customerLock,
    class_priority: policy.classPriority,
    stand_down: { before_order_ms: standDown.beforeOrderMs, in_session_ms: standDown.inSessionMs },
  };
}

/**
 * Reads the stored form back; throws `InvariantError` if it is not one that `policyBody` wrote. A body of
 * before there were coupons, locks, classes and stand-down has none of them, and did without.
 */
export function parsePolicy(body: unknown): AttributionPolicy {
  assert(typeof body === "object" && body !== null, "a stored policy is an object");
  const stored = body as Partial<PolicyBody>;
  const { lookback_ms, min_click_to_conversion_ms, counted_verdicts, class_priority } = stored;
  assert(isCount(lookback_ms), "a stored policy has a lookback");
  assert(isCount(min_click_to_conversion_ms), "a stored policy has a minimum time");
  assert(
    Array.isArray(counted_verdicts) && counted_verdicts.every((verdict) => VERDICTS.includes(verdict)),
    "a stored policy lists verdicts",
  );
  const classes = class_priority ?? FIRST_TERMS.classPriority;
  assert(
    Array.isArray(classes) && classes.every((each) => typeof each === "string"),
    "a stored policy lists classes",
  );
  return {
    model: parseModel(stored),
    lookbackMs: lookback_ms,
    minClickToConversionMs: min_click_to_conversion_ms,
    countedVerdicts: counted_verdicts,
    couponPrecedence: parseCouponPrecedence(stored),
    customerLock: parseCustomerLock(stored.customer_lock),
    classPriority: classes,
    standDown: parseStandDown(stored.stand_down),
  };
}

function parseModel({ model, position_weights, half_life_ms }: Partial<PolicyBody>): AttributionModel {
  assert(model !== undefined && MODELS.includes(model), "a stored policy names its model");
  if (model === "position_based") {
    const { first_ppm: firstPpm, last_ppm: lastPpm } = position_weights ?? {};
    assert(isCount(firstPpm) && isCount(lastPpm), "a stored policy by position has weights");
    assert(firstPpm + lastPpm > 0, "of the first and the last, one has a weight");
    assert(firstPpm + lastPpm <= WHOLE_PPM, "the first and the last take no more than the whole");
    return { kind: model, firstPpm, lastPpm };
  }
  if (model === "time_decay") {
    assert(isCount(half_life_ms) && half_life_ms > 0, "a stored policy of decay has a half-life");
    return { kind: model, halfLifeMs: half_life_ms };
  }
  return { kind: model };
}

function parseCouponPrecedence({
  coupon_precedence: kind,
  coupon_ppm,
}: Partial<PolicyBody>): CouponPrecedence {
  if (kind === undefined) return FIRST_TERMS.couponPrecedence;
  if (kind === "split") {
    const isPart = isCount(coupon_ppm) && coupon_ppm > 0 && coupon_ppm < WHOLE_PPM;
    assert(isPart, "a stored policy that splits has a coupon's part");
    return { kind, couponPpm: coupon_ppm };
  }
  const isKnown = kind === "coupon_wins" || kind === "click_wins" || kind === "ignored";
  assert(isKnown, "a stored policy ranks coupons and clicks");
  return { kind };
}

function parseCustomerLock(stored: CustomerLock | undefined): CustomerLock {
  if (stored === undefined || stored.kind === "none") return FIRST_TERMS.customerLock;
  const { kind, affiliate } = stored;
  assert(affiliate === "first" || affiliate === "latest", "a stored lock names who holds the customer");
  if (kind === "lifetime") return { kind, affiliate };
  assert(kind === "days" && isCount(stored.days) && stored.days > 0, "a stored lock has its days");
  return { kind, days: stored.days, affiliate };
}

function parseStandDown(stored: PolicyBody["stand_down"] | undefined): AttributionPolicy["standDown"] {
  if (stored === undefined) return FIRST_TERMS.standDown;
  const { before_order_ms: beforeOrderMs, in_session_ms: inSessionMs } = stored;
  assert(isCount(beforeOrderMs) && isCount(inSessionMs), "a stored policy has times of standing down");
  return { beforeOrderMs, inSessionMs };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
