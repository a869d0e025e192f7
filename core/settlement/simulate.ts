import { type RefundedPart, reversedMinor } from "../commission/refund.ts";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId } from "../shared/id.ts";
import {
  type Before,
  beforeAll,
  type Case,
  type Decision,
  judge,
  type Outcome,
  rememberDecision,
  type World,
} from "./decide.ts";

/** What an affiliate has of one conversion. */
export type AffiliatePart = {
  readonly affiliateId: AffiliateId;
  /** Of the commission; of the sale where there is none. */
  readonly currency: Currency;
  /** Parts per million. */
  readonly creditPpm: number;
  /** Before refunds. */
  readonly commissionMinor: bigint;
};

/** The sums of an affiliate, month and currency: as it is, and as it would be. */
export type SimulatedTotal = {
  readonly affiliateId: AffiliateId;
  readonly month: string;
  readonly currency: Currency;
  readonly now: Share;
  readonly anew: Share;
};
/** Conversions with a part in them, the parts, and what they earn. */
export type Share = {
  readonly conversions: bigint;
  readonly creditPpm: bigint;
  readonly commissionMinor: bigint;
};

/** A decided conversion: its month, what it came to, and all that it can be decided anew from. */
export type PastConversion = {
  readonly month: string;
  readonly case: Case;
  readonly now: readonly AffiliatePart[];
  /** What of it was given back by now. */
  readonly refunded: RefundedPart;
};

const NOTHING: Share = { conversions: 0n, creditPpm: 0n, commissionMinor: 0n };

/** A conversion with the decision a simulation came to, and those commissions of it that are not given back whole. */
export type Redecided = Pick<PastConversion, "month" | "case"> & {
  readonly decision: Decision;
  readonly kept: Decision["commissions"];
};

/** What a simulation came to so far; grows as conversions are decided in their order. */
export type Tally = {
  readonly world: World;
  readonly before: Before;
  readonly totals: Map<string, SimulatedTotal>;
  /** How many conversions would end with other credits. */
  changed: number;
};

/** What a simulation has come to before its first conversion. Nobody waits for a click or a rate any more: what is not there never came. */
export function openTally(world: World): Tally {
  return { world: withoutWaiting(world), before: beforeAll(world), totals: new Map(), changed: 0 };
}

/**
 * Decides a past conversion anew and adds to the tally what each affiliate has of it by month and currency, before and
 * after. What was given back whole by now is in the sums, and for those after it it is earned no more.
 *
 * @returns the decision, where it came to one
 */
export function simulate(
  tally: Tally,
  { month, case: each, now, refunded }: PastConversion,
): Redecided | null {
  const { world, before, totals } = tally;
  const outcome = judge(world, each, before);
  const anew = partsOf(outcome, each);
  for (const part of now) add(totals, { month, part, side: "now" });
  for (const part of anew) add(totals, { month, part, side: "anew" });
  if (creditsOf(now) !== creditsOf(anew)) tally.changed += 1;
  if (outcome.kind !== "decided") return null;
  const kept = outcome.commissions.filter(
    ({ amountMinor }) => reversedMinor(amountMinor, refunded) < amountMinor,
  );
  rememberDecision(before, each, { ...outcome, commissions: kept });
  return { month, case: each, decision: outcome, kept };
}

/** The world long after: nothing is still on its way. */
export function withoutWaiting(world: World): World {
  return { ...world, clickWaitMs: 0, rateWaitMs: 0 };
}

function partsOf(outcome: Outcome, { conversion }: Case): readonly AffiliatePart[] {
  if (outcome.kind === "waiting") return [];
  const credited = outcome.credits.map(({ creditPpm, touch: { affiliateId } }) => {
    return { affiliateId, currency: conversion.currency, creditPpm, commissionMinor: 0n };
  });
  const earned = outcome.commissions.map(({ affiliateId, currency, amountMinor }) => {
    return { affiliateId, currency, creditPpm: 0, commissionMinor: amountMinor };
  });
  return mergeParts([...credited, ...earned]);
}

/**
 * Puts the parts of each affiliate in one conversion together. Its credit goes with the currency of its
 * first commission, if it has one.
 */
export function mergeParts(parts: readonly AffiliatePart[]): readonly AffiliatePart[] {
  const merged = new Map<string, AffiliatePart>();
  const earnsIn = new Map<AffiliateId, Currency>();
  for (const { affiliateId, currency, commissionMinor } of parts) {
    if (commissionMinor !== 0n && !earnsIn.has(affiliateId)) earnsIn.set(affiliateId, currency);
  }
  for (const part of parts) {
    const currency =
      part.commissionMinor === 0n ? (earnsIn.get(part.affiliateId) ?? part.currency) : part.currency;
    const key = `${part.affiliateId} ${currency}`;
    const known = merged.get(key);
    merged.set(key, {
      ...{ affiliateId: part.affiliateId, currency },
      creditPpm: (known?.creditPpm ?? 0) + part.creditPpm,
      commissionMinor: (known?.commissionMinor ?? 0n) + part.commissionMinor,
    });
  }
  return [...merged.values()];
}

/** Who has which credit, in one text. */
function creditsOf(parts: readonly AffiliatePart[]): string {
  const credits = new Map<AffiliateId, number>();
  for (const { affiliateId, creditPpm } of parts) {
    if (creditPpm > 0) credits.set(affiliateId, (credits.get(affiliateId) ?? 0) + creditPpm);
  }
  return JSON.stringify([...credits].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function add(
  totals: Map<string, SimulatedTotal>,
  {
    month,
    part,
    side,
  }: { readonly month: string; readonly part: AffiliatePart; readonly side: "now" | "anew" },
): void {
  const { affiliateId, currency, creditPpm, commissionMinor } = part;
  const key = `${affiliateId} ${month} ${currency}`;
  const known = totals.get(key) ?? { affiliateId, month, currency, now: NOTHING, anew: NOTHING };
  const share = known[side];
  totals.set(key, {
    ...known,
    [side]: {
      conversions: share.conversions + 1n,
      creditPpm: share.creditPpm + BigInt(creditPpm),
      commissionMinor: share.commissionMinor + commissionMinor,
    },
  });
}
