import type { Verdict } from "../link/verdict.ts";
import type { AffiliateId, ProgramId } from "../shared/id.ts";
import { attribute } from "./attribute.ts";
import type { AttributionPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Touchpoint } from "./touchpoint.ts";

/** Who a touchpoint of a case belongs to: names that mean something in the case only. */
type CaseOwner = {
  readonly affiliate: string;
  readonly class: string;
  readonly affiliate_status: "active" | "suspended";
  readonly program_status: "active" | "paused" | "closed";
};

/** A journey and an order, as a case is stored: plain JSON. Times are told from the order backwards. */
export type PolicyCaseGiven = {
  readonly journey: readonly (CaseOwner & {
    /** An `earlier_order` of the same customer that the affiliate earned, by which it may hold the customer. */
    readonly kind: "click" | "earlier_order";
    /** Below zero where the shop's clock is behind. */
    readonly seconds_before_order: number;
    readonly verdict: Verdict;
  })[];
  readonly order: {
    /** The coupon that the order used, or null. */
    readonly coupon: (CaseOwner & { readonly status: "active" | "disabled" }) | null;
  };
};

/** What a policy must make of a case, or what one made of it: credits by affiliate, in order of their names. */
export type PolicyCaseOutcome = {
  readonly reason: ReasonCode;
  /** Each affiliate once. They sum to 1,000,000, or there are none. */
  readonly credits: readonly { readonly affiliate: string; readonly credit_ppm: number }[];
};

/** When the order of every case happens: an instant like any other, since policies know ages only. */
const ORDERED_AT_MS = 1_800_000_000_000;

/** A case under a policy, by the function that decides conversions: a credit for each touchpoint that earns, the oldest first. */
export function attributeCase(policy: AttributionPolicy, given: PolicyCaseGiven): PolicyCaseOutcome {
  const touchpoints = touchesOf(given);
  const { reason, credits } = attribute({
    touchpoints,
    convertedAtMs: ORDERED_AT_MS,
    policy,
    clickProblems: [],
  });
  const owners = new Map(touchpoints.map(({ touchId, affiliateId }) => [touchId, affiliateId]));
  return {
    reason,
    credits: credits.map(({ touchId, creditPpm }) => ({
      affiliate: owners.get(touchId) ?? "",
      credit_ppm: creditPpm,
    })),
  };
}

/** Runs a case under a policy. */
export function runPolicyCase(policy: AttributionPolicy, given: PolicyCaseGiven): PolicyCaseOutcome {
  return byAffiliate(attributeCase(policy, given));
}

/** Sums the credits of each affiliate. */
export function byAffiliate({ reason, credits }: PolicyCaseOutcome): PolicyCaseOutcome {
  const sums = new Map<string, number>();
  for (const { affiliate, credit_ppm } of credits) {
    sums.set(affiliate, (sums.get(affiliate) ?? 0) + credit_ppm);
  }
  return {
    reason,
    credits: [...sums].map(([affiliate, creditPpm]) => ({ affiliate, credit_ppm: creditPpm })).sort(byName),
  };
}

/** Says in words how an outcome differs from what a case expects, or null if it does not. */
export function outcomeProblem(expected: PolicyCaseOutcome, outcome: PolicyCaseOutcome): string | null {
  const wanted = describe(expected);
  const got = describe(outcome);
  return wanted === got ? null : `expected ${wanted}; got ${got}`;
}

function describe({ reason, credits }: PolicyCaseOutcome): string {
  if (credits.length === 0) return `no credit (${reason})`;
  const parts = [...credits].sort(byName).map((part) => `${part.affiliate} ${part.credit_ppm}`);
  return parts.join(", ");
}

function byName(left: { readonly affiliate: string }, right: { readonly affiliate: string }): number {
  return left.affiliate < right.affiliate ? -1 : 1;
}

function touchesOf({ journey, order: { coupon } }: PolicyCaseGiven): readonly Touchpoint[] {
  const touches = journey.map((touch, index): Touchpoint => {
    const isClick = touch.kind === "click";
    // As many digits as a journey may need, so that ids sort as the case lists them.
    const place = String(index).padStart(4, "0");
    return {
      ...ownerOf(touch),
      touchId: `${isClick ? "click" : "lock"}:${place}`,
      kind: isClick ? "click" : "lock",
      via: isClick ? "click_id" : "lock",
      atMs: ORDERED_AT_MS - touch.seconds_before_order * 1000,
      verdict: isClick ? touch.verdict : null,
    };
  });
  if (coupon === null) return touches;
  const used = { touchId: "coupon:used", kind: "coupon", via: "coupon" } as const;
  const when = { atMs: ORDERED_AT_MS, verdict: null, couponStatus: coupon.status };
  return [...touches, { ...ownerOf(coupon), ...used, ...when }];
}

function ownerOf(owner: CaseOwner) {
  return {
    clickId: null,
    linkId: null,
    affiliateId: owner.affiliate as AffiliateId,
    programId: "case" as ProgramId,
    affiliateStatus: owner.affiliate_status,
    affiliateClass: owner.class,
    programStatus: owner.program_status,
  };
}
