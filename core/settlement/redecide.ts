import type { ReasonCode } from "../attribution/reasons.ts";
import type { CommissionStanding, UnpaidStatus } from "../commission/adjust.ts";
import { type RefundedPart, reversedMinor } from "../commission/refund.ts";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, CommissionId, ProgramId } from "../shared/id.ts";
import type { Decision } from "./decide.ts";
import type { EarnedCommission } from "./earn.ts";

/** A commission of a conversion, of its newest decision or an earlier one. */
export type KnownCommission = CommissionStanding &
  Pick<EarnedCommission, "kind" | "level" | "position" | "affiliateId" | "currency" | "bonusKey" | "fx"> & {
    readonly id: CommissionId;
    readonly programId: ProgramId;
    /** Whether it was ever owed. */
    readonly wasApproved: boolean;
    /** What it was when a newer decision took its place; null while it stands. */
    readonly supersededFrom: CommissionStanding["status"] | null;
  };

/** What a conversion came to. */
export type StandingDecision = {
  readonly reason: ReasonCode;
  readonly credits: readonly {
    readonly affiliateId: AffiliateId;
    readonly programId: ProgramId;
    readonly creditPpm: number;
  }[];
  /** Of all its decisions. */
  readonly commissions: readonly KnownCommission[];
};

/** The end of a commission by a newer decision. Sums in minor units, in the affiliate's favour where positive. */
export type EndedCommission = {
  readonly commission: KnownCommission;
  /** What it would have paid and does not: not negative. */
  readonly endedMinor: bigint;
  /** What goes into the affiliate's next payout. */
  readonly carriedMinor: bigint;
  readonly status: CommissionStanding["status"];
};

/** Where a commission of a newer decision begins. */
export type Beginning = Pick<CommissionStanding, "status" | "reversedFrom" | "reducedMinor"> & {
  /** Whether a person took the affiliate's commission of this sale back before: then nothing is booked. */
  readonly isRefused: boolean;
};

/**
 * False of what was reversed, or carried back whole once it was in a payout: it frees what it took of a cap. A bonus
 * that was paid stays earned.
 */
export function isStillEarned({
  bonusKey,
  status,
  amountMinor,
  reducedMinor,
  carriedMinor,
}: Pick<KnownCommission, "bonusKey" | "status" | "amountMinor" | "reducedMinor" | "carriedMinor">): boolean {
  return status !== "reversed" && (bonusKey !== null || amountMinor - reducedMinor + carriedMinor > 0n);
}

/** True if a decision anew would change who is credited, or what anybody earns. */
export function isOther(standing: StandingDecision, anew: Decision): boolean {
  const commissions = standing.commissions.filter(({ supersededFrom }) => supersededFrom === null);
  const now = { reason: standing.reason, credits: standing.credits, commissions };
  const credits = anew.credits.map(({ creditPpm, touch }) => ({ ...touch, creditPpm }));
  return textOf(now) !== textOf({ reason: anew.reason, credits, commissions: anew.commissions });
}

function textOf({
  reason,
  credits,
  commissions,
}: {
  readonly reason: ReasonCode;
  readonly credits: StandingDecision["credits"];
  readonly commissions: readonly (Pick<EarnedCommission, "kind" | "level" | "affiliateId" | "amountMinor"> & {
    readonly programId: ProgramId;
    readonly currency: Currency;
  })[];
}): string {
  const credited = credits.map(({ affiliateId, programId, creditPpm }) =>
    [affiliateId, programId, creditPpm].join(" "),
  );
  const earned = commissions.map(({ kind, level, affiliateId, programId, currency, amountMinor }) =>
    [kind, level, affiliateId, programId, currency, amountMinor].join(" "),
  );
  return JSON.stringify([reason, credited.sort(), earned.sort()]);
}

/**
 * Ends a commission since a newer decision takes its place. What is in no payout yet is not paid; of what is
 * in one, or was paid by one, all that it still gives is carried into the affiliate's next payout. What was
 * carried before goes back the same way, so that nothing is left of it.
 */
export function endCommission(commission: KnownCommission): EndedCommission {
  const { amountMinor, status, reducedMinor, carriedMinor } = commission;
  const leftMinor = amountMinor - reducedMinor;
  if (status === "batched" || status === "paid") {
    return { commission, endedMinor: 0n, carriedMinor: -(leftMinor + carriedMinor), status };
  }
  const endedMinor = status === "reversed" ? 0n : leftMinor;
  return { commission, endedMinor, carriedMinor: -carriedMinor, status: "reversed" };
}

/**
 * Says where a commission of a newer decision begins: as far as the affiliate's commission of this sale had
 * come before, less what changes of the sale have taken; and nowhere once a person took that back. Before is
 * that of the same credit, level and kind, if there ever was one, or else any of the same kind.
 *
 * @param isHeld whether the newer decision's fraud score holds it for review
 */
export function beginCommission(
  commission: Pick<EarnedCommission, "affiliateId" | "kind" | "level" | "position" | "amountMinor">,
  {
    known,
    refunded,
    isHeld,
  }: {
    readonly known: readonly KnownCommission[];
    readonly refunded: RefundedPart;
    readonly isHeld: boolean;
  },
): Beginning {
  const { amountMinor } = commission;
  const before = earlierOf(commission, known);
  if (before.some(isTakenBack)) {
    return { status: "reversed", reversedFrom: null, reducedMinor: 0n, isRefused: true };
  }
  const open: UnpaidStatus = before.some(({ wasApproved }) => wasApproved)
    ? "approved"
    : isHeld
      ? "held"
      : "pending";
  const reducedMinor = reversedMinor(amountMinor, refunded);
  const isAll = reducedMinor === amountMinor;
  return {
    status: isAll ? "reversed" : open,
    reversedFrom: isAll ? open : null,
    ...{ reducedMinor, isRefused: false },
  };
}

function earlierOf(
  { affiliateId, kind, level, position }: Parameters<typeof beginCommission>[0],
  known: readonly KnownCommission[],
): readonly KnownCommission[] {
  const alike = known.filter((each) => each.affiliateId === affiliateId && each.kind === kind);
  const same = alike.filter((each) => each.level === level && each.position === position);
  return same.length > 0 ? same : alike;
}

/** A person reversed it: it did not end by changes of its sale, or by a newer decision. */
function isTakenBack({ status, supersededFrom, reversedFrom }: KnownCommission): boolean {
  return (supersededFrom ?? status) === "reversed" && reversedFrom === null;
}
