import { type Attribution, attribute } from "../attribution/attribute.ts";
import type { ReasonCode } from "../attribution/reasons.ts";
import type { AffiliateTraits } from "../commission/commission-plan.ts";
import type { EarningFacts } from "../commission/earning-input.ts";
import type { FraudScore } from "../fraud/score.ts";
import type { Currency } from "../money/currency.ts";
import type { FxRate } from "../money/fx.ts";
import type { OwnHold } from "../payout/terms.ts";
import { assert } from "../shared/assert.ts";
import { groupBy } from "../shared/group-by.ts";
import type { AffiliateId } from "../shared/id.ts";
import { customerKeys, type ReportedConversion } from "./conversion.ts";
import { factsOfThen, type WrittenDecision, withBonuses } from "./decided-before.ts";
import { type EarlierCredit, type EarlierSale, EarlierSales } from "./earlier-sales.ts";
import {
  type Credit,
  type CreditBase,
  type CreditUnderPlan,
  type EarnedCommission,
  earnCommissions,
} from "./earn.ts";
import { type EarnedBonus, EarningHistory, type MonthSum, type RememberedEarnings } from "./history.ts";
import { assembleJourney, type Coupon, type FoundTouch, type Journey, type JourneyTouch } from "./journey.ts";
import type { NamedClick } from "./named-click.ts";
import { scoreDecision } from "./score-decision.ts";
import { type PolicyVersion, planAt, type Terms } from "./terms.ts";

/** All that is known of a workspace for the conversions of a batch. */
export type World = {
  readonly nowMs: number;
  /** How long a conversion waits for clicks it names, from its first look: what held it up may have held them up too. */
  readonly clickWaitMs: number;
  /** How long a conversion waits for a rate that its plan needs, from its receipt. */
  readonly rateWaitMs: number;
  readonly fraudThreshold: number;
  /** IANA name; months and quarters of plans begin at its midnight. */
  readonly timeZone: string;
  readonly terms: Terms;
  /** Coupons whose codes the conversions use, by the code in lower case. */
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** Earlier conversions of their customers, by the customer's key. */
  readonly earlierSales: ReadonlyMap<string, readonly EarlierSale[]>;
  /** Whether these conversions were decided before, with others that happened after them. */
  readonly isReplay: boolean;
  readonly affiliates: ReadonlyMap<AffiliateId, WorldAffiliate>;
  /** Of the days of the conversions and some days before, as far as their terms may need any. */
  readonly rates: readonly FxRate[];
  /** What sales before came to; null where no plan asks. */
  readonly history: { readonly sums: readonly MonthSum[]; readonly bonuses: readonly EarnedBonus[] } | null;
};

/** An affiliate, as plans ask about it and pay it. */
export type WorldAffiliate = {
  readonly traits: AffiliateTraits;
  /** What it is paid in where a program says so; null for the program's own. */
  readonly currency: Currency | null;
  /** Every version of its own payout terms that has a say on holds, in the order in which they begin. */
  readonly holds: readonly OwnHold[];
  /** Who is above it, the nearest first. */
  readonly sponsors: EarningFacts["sponsors"][number]["chain"];
};

/** What is known before a conversion is decided; grows as a batch is decided in its order. */
export type Before = { readonly sales: EarlierSales; readonly history: EarningHistory };

/** What is known before the first conversion of a batch. */
export function beforeAll({ earlierSales, isReplay, history, timeZone }: World): Before {
  return { sales: new EarlierSales(earlierSales, isReplay), history: new EarningHistory(history, timeZone) };
}

/** How long a conversion waits for a rate that its plan needs: banks rest over holidays. */
export const RATE_WAIT_MS = 5 * 86_400_000;

/** A conversion, the policy of its time, the clicks it names, and every click that may belong to its journey. */
export type Case = {
  readonly conversion: ReportedConversion;
  readonly policy: PolicyVersion;
  readonly named: readonly NamedClick[];
  readonly found: readonly FoundTouch[];
  /** Its newest decision under a version of the policy, where it is decided anew. */
  readonly written?: WrittenDecision | null;
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
  /** Of each credit, also of one that earned nothing. */
  readonly bases: readonly CreditBase[];
  /** What history knew when the commissions were worked out; null where nobody was credited. */
  readonly facts: EarningFacts | null;
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
export function decide(world: World, each: Case, before: Before): Outcome {
  const outcome = judge(world, each, before);
  if (outcome.kind === "waiting") return outcome;
  rememberDecision(before, each, outcome);
  return outcome;
}

/** Adds a decision to what is known before the next. */
export function rememberDecision(
  before: Before,
  { conversion }: Case,
  decision: Pick<Decision, "credits" | "commissions" | "bases">,
): void {
  const credits = decision.credits.map(({ position, creditPpm, touch }) => ({
    ...touch,
    position,
    creditPpm,
  }));
  remember(before, conversion, { ...decision, credits });
}

/** As `decide`, and adds nothing to what is known: a decision that will not stand. */
export function judge(world: World, each: Case, before: Before): Outcome {
  const { conversion, policy, named, found, written = null } = each;
  const { receivedAt, firstLookAt } = conversion;
  const waitedMs = world.nowMs - (firstLookAt?.getTime() ?? world.nowMs);
  const coupon = world.coupons.get(conversion.couponCode?.toLowerCase() ?? "") ?? null;
  const mayWait = waitedMs < world.clickWaitMs;
  const parts = { conversion, policy: policy.policy, named, found, coupon, before: before.sales, mayWait };
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
  const now = factsOf(world, { conversion, credited }, before);
  const then = factsOfThen(written, { policy, credited });
  const facts = then ? withBonuses(then, now.bonuses) : now;
  const currencyOf = (id: AffiliateId) => world.affiliates.get(id)?.currency ?? null;
  const holdsOf = (id: AffiliateId) => world.affiliates.get(id)?.holds ?? [];
  const earned = earnCommissions(conversion, credited, { facts, currencyOf, holdsOf });
  if (earned.isMissingRates && world.nowMs - receivedAt.getTime() < world.rateWaitMs)
    return { kind: "waiting" };
  const newest = credited.findLast(({ touch }) => touch.kind === "click")?.touch;
  return {
    ...{ kind: "decided", policy, journey, considered: attribution.considered, credits: credited },
    reason: attribution.reason !== "attributed" ? attribution.reason : hasPlans ? earned.reason : "no_plan",
    score: newest
      ? scoreDecision(conversion, journey.touches, { newest, threshold: world.fraudThreshold })
      : null,
    commissions: earned.commissions,
    bases: earned.bases,
    facts: credited.length > 0 ? facts : null,
    edges: tieCustomer(conversion, journey.touches),
  };
}

/** What a conversion came to, as far as later ones ask. */
export type Remembered = RememberedEarnings & {
  readonly credits: readonly (EarlierCredit & Pick<Credit, "position" | "creditPpm">)[];
};

/** Adds what a conversion came to, to what is known before the next. */
export function remember(before: Before, conversion: ReportedConversion, what: Remembered): void {
  before.sales.remember(conversion, mostCredited(what.credits));
  before.history.remember(conversion, what);
}

function factsOf(
  { timeZone, rates, affiliates }: World,
  { conversion, credited }: { readonly conversion: ReportedConversion; readonly credited: readonly Credit[] },
  { sales, history }: Before,
): EarningFacts {
  const affiliateIds = [...new Set(credited.map(({ touch }) => touch.affiliateId))];
  const known = affiliateIds.flatMap((id) => affiliates.get(id) ?? []);
  const earlier = sales.counted(conversion);
  return {
    ...{ timeZone, rates, ...history.of(conversion, affiliateIds) },
    customer: { conversionsBefore: earlier.length, firstConvertedAtMs: earlier[0]?.occurredAtMs ?? null },
    affiliates: known.map(({ traits }) => traits),
    sponsors: known.map(({ traits: { affiliateId }, sponsors: chain }) => ({ affiliateId, chain })),
  };
}

/**
 * The affiliate that a conversion credits most by all its touchpoints together, of those alike the one of the newest;
 * under the program that credits it most.
 */
function mostCredited(credits: Remembered["credits"]): EarlierCredit | null {
  const totalPpm = (own: Remembered["credits"]) => own.reduce((sum, { creditPpm }) => sum + creditPpm, 0);
  const newest = (own: Remembered["credits"]) => Math.max(...own.map(({ position }) => position));
  const [own] = [...groupBy(credits, ({ affiliateId }) => affiliateId).values()].sort(
    (left, right) => totalPpm(right) - totalPpm(left) || newest(right) - newest(left),
  );
  const [most] = [...(own ?? [])].sort(
    (left, right) => right.creditPpm - left.creditPpm || right.position - left.position,
  );
  if (!most) return null;
  const { affiliateId, programId, affiliateStatus, affiliateClass, programStatus } = most;
  return { affiliateId, programId, affiliateStatus, affiliateClass, programStatus };
}

function creditTouches({ credits }: Attribution, touches: readonly JourneyTouch[]): readonly Credit[] {
  return credits.map(({ touchId, creditPpm }, position) => {
    const touch = touches.find((each) => each.touchId === touchId);
    assert(touch !== undefined, "a credited touchpoint is in the journey");
    return { position, creditPpm, touch };
  });
}

function putUnderPlan(
  { terms }: World,
  { occurredAt }: ReportedConversion,
  credit: Credit,
): readonly CreditUnderPlan[] {
  const plan = planAt(terms, credit.touch, occurredAt.getTime());
  return plan ? [{ ...credit, plan }] : [];
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
