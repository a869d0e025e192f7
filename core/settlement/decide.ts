import { type Attribution, attribute } from "../attribution/attribute.ts";
import type { ReasonCode } from "../attribution/reasons.ts";
import type { FraudScore } from "../fraud/score.ts";
import { assert } from "../shared/assert.ts";
import type { ProgramId } from "../shared/id.ts";
import { customerKeys, type ReportedConversion } from "./conversion.ts";
import type { EarlierSale, EarlierSales } from "./earlier-sales.ts";
import { type Credit, type CreditUnderPlan, type EarnedCommission, earnCommissions } from "./earn.ts";
import { assembleJourney, type Coupon, type FoundTouch, type Journey, type JourneyTouch } from "./journey.ts";
import type { NamedClick } from "./named-click.ts";
import { scoreDecision } from "./score-decision.ts";
import { type PolicyVersion, type ProgramTerms, planAt } from "./terms.ts";

/** All that is known of a workspace for the conversions of a batch. */
export type World = {
  readonly nowMs: number;
  /** How long a conversion waits for clicks it names, from its receipt. */
  readonly clickWaitMs: number;
  readonly fraudThreshold: number;
  readonly programs: ReadonlyMap<ProgramId, ProgramTerms>;
  /** Coupons whose codes the conversions use, by the code in lower case. */
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** Earlier conversions of their customers, by the customer's key. */
  readonly earlierSales: ReadonlyMap<string, readonly EarlierSale[]>;
};

/** A conversion, the policy of its time, the clicks it names, and every click that may belong to its journey. */
export type Case = {
  readonly conversion: ReportedConversion;
  readonly policy: PolicyVersion;
  readonly named: readonly NamedClick[];
  readonly found: readonly FoundTouch[];
};

/** A customer was seen as a visitor. */
export type IdentityEdge = { readonly customerKey: string; readonly visitorId: string };

/** What became of a conversion, with all that led there. */
export type Decision = {
  readonly kind: "decided";
  readonly reason: ReasonCode;
  readonly policy: PolicyVersion;
  readonly journey: Journey;
  readonly considered: Attribution["considered"];
  /** They sum to 1,000,000 parts per million, or there are none. */
  readonly credits: readonly Credit[];
  /** Null where no click earned, so nothing was scored. */
  readonly score: FraudScore | null;
  readonly commissions: readonly EarnedCommission[];
  readonly edges: readonly IdentityEdge[];
};

/** `waiting`: a click it names, proven by its signature, is not here yet. */
export type Outcome = Decision | { readonly kind: "waiting" };

/**
 * Decides who earns by a conversion. Whoever gives the same world and case gets the same outcome.
 *
 * @param before what is known of customers, the conversions of the batch decided so far included; a
 *   decision is added to it
 */
export function decide(
  world: World,
  { conversion, policy, named, found }: Case,
  before: EarlierSales,
): Outcome {
  const mayWait = world.nowMs < conversion.receivedAt.getTime() + world.clickWaitMs;
  const coupon = world.coupons.get(conversion.couponCode?.toLowerCase() ?? "") ?? null;
  const parts = { conversion, policy: policy.policy, named, found, coupon, before, mayWait };
  const journey = assembleJourney(parts);
  if (journey === "waiting") return { kind: "waiting" };
  const attribution = attribute({
    touchpoints: journey.touches,
    convertedAtMs: conversion.occurredAt.getTime(),
    policy: policy.policy,
    clickProblems: journey.clickProblems.map(({ reason }) => reason),
  });
  const credits = creditTouches(attribution, journey.touches);
  const underPlan = credits.flatMap((credit) => putUnderPlan(world, conversion, credit));
  const hasPlans = underPlan.length === credits.length;
  const credited = hasPlans ? underPlan : [];
  const commissions = earnCommissions(conversion, credited);
  const newest = credited.findLast(({ touch }) => touch.kind === "click")?.touch;
  const most = [...credited].sort(
    (left, right) => right.creditPpm - left.creditPpm || right.position - left.position,
  );
  before.remember(conversion, most[0]?.touch ?? null);
  return {
    kind: "decided",
    reason: reasonOf(attribution.reason, { hasPlans, commissionsCount: commissions.length }),
    policy,
    journey,
    considered: attribution.considered,
    credits: credited,
    score: newest
      ? scoreDecision(conversion, journey.touches, { newest, threshold: world.fraudThreshold })
      : null,
    commissions,
    edges: tieCustomer(conversion, journey.touches),
  };
}

function creditTouches({ credits }: Attribution, touches: readonly JourneyTouch[]): readonly Credit[] {
  return credits.map(({ touchId, creditPpm }, position) => {
    const touch = touches.find((each) => each.touchId === touchId);
    assert(touch !== undefined, "a credited touchpoint is in the journey");
    return { position, creditPpm, touch };
  });
}

function putUnderPlan(
  { programs }: World,
  { occurredAt }: ReportedConversion,
  credit: Credit,
): readonly CreditUnderPlan[] {
  const terms = programs.get(credit.touch.programId);
  const plan = terms ? planAt(terms, occurredAt.getTime()) : null;
  return plan ? [{ ...credit, plan }] : [];
}

function reasonOf(
  attributed: ReasonCode,
  { hasPlans, commissionsCount }: { readonly hasPlans: boolean; readonly commissionsCount: number },
): ReasonCode {
  if (attributed !== "attributed") return attributed;
  if (!hasPlans) return "no_plan";
  return commissionsCount > 0 ? "attributed" : "commission_zero";
}

/**
 * Which visitors the customer was seen as, so that a later conversion of the same customer finds these
 * visitors' clicks. Only visitors known by cookie, and only of clicks the merchant named: those are the
 * ones the merchant's own page vouches for.
 */
function tieCustomer(
  conversion: ReportedConversion,
  touches: readonly JourneyTouch[],
): readonly IdentityEdge[] {
  const vouched = touches.filter(({ via, visitorKind }) => via === "click_id" && visitorKind === "cookie");
  const visitorIds = new Set(vouched.flatMap(({ visitorId }) => visitorId ?? []));
  return customerKeys(conversion).flatMap((customerKey) =>
    [...visitorIds].map((visitorId) => ({ customerKey, visitorId })),
  );
}
