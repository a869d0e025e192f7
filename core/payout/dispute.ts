import type { CommissionStatus } from "../commission/lifecycle.ts";
import type { PayoutStatus } from "./payout-lifecycle.ts";

export const DISPUTE_PARTIES = ["affiliate", "merchant"] as const;
/** Whose dispute it is. A merchant may open one for an affiliate: it is then the affiliate's all the same. */
export type DisputeParty = (typeof DISPUTE_PARTIES)[number];

export const DISPUTE_STATUSES = ["open", "answered", "upheld", "rejected", "withdrawn"] as const;
/** Where a dispute stands. The last three are final. */
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/**
 * What upholding came to: a sum for the affiliate, a payout that is owed and paid again, a commission taken back, or
 * nothing, since the sale's own changes had taken all of the commission already.
 */
export const DISPUTE_OUTCOMES = ["adjusted", "resent", "reversed", "nothing_left"] as const;

export const DISPUTE_STEPS = [
  "opened",
  "noted",
  "answered",
  "answer_overdue",
  "decision_overdue",
  "upheld",
  "rejected",
  "withdrawn",
  "taken_back",
] as const;
/** What happened to a dispute, a row of its own each time. */
export type DisputeStepKind = (typeof DISPUTE_STEPS)[number];

export const DISPUTE_REASONS = [
  "amount_wrong",
  "commission_missing",
  "wrongly_reversed",
  "payout_not_received",
  "payout_amount_wrong",
  "sale_not_valid",
  "suspected_fraud",
  "terms_breached",
] as const;
/** Why something is disputed. */
export type DisputeReason = (typeof DISPUTE_REASONS)[number];

/** What a dispute is about. */
export type DisputeSubject = "commission" | "payout";

/** Most that one dispute may award, in minor units: what no store and no sum of thousands of them can break. */
export const AWARD_MINOR_MAX = 1_000_000_000_000n;

/** How long a workspace that says nothing takes, in days of 24 hours. */
export const DISPUTE_DAYS = { answerDays: 7, decisionDays: 30 } as const;

const DAY_MS = 86_400_000;

/** Every legal move. A dispute is rejected only once it was answered, so that nobody is turned down without a word. */
const MOVES: Readonly<Partial<Record<DisputeStatus, readonly DisputeStatus[]>>> = {
  open: ["answered", "upheld", "withdrawn"],
  answered: ["upheld", "rejected", "withdrawn"],
};

/** Which reasons fit whom and what. */
const REASONS: Readonly<Record<DisputeParty, Readonly<Record<DisputeSubject, readonly DisputeReason[]>>>> = {
  affiliate: {
    commission: ["amount_wrong", "commission_missing", "wrongly_reversed"],
    payout: ["payout_not_received", "payout_amount_wrong"],
  },
  merchant: { commission: ["sale_not_valid", "suspected_fraud", "terms_breached"], payout: [] },
};

/** Why a dispute cannot be, or cannot go on so. */
export type DisputeProblem =
  | { readonly code: "dispute_illegal_move"; readonly from: DisputeStatus; readonly to: DisputeStatus }
  | { readonly code: "dispute_conflict"; readonly param: string; readonly message: string };

const conflict = (param: string, message: string): DisputeProblem => ({
  ...{ code: "dispute_conflict" as const, param, message },
});

/** True of a dispute that is not closed. */
export function isOpenDispute(status: DisputeStatus): boolean {
  return MOVES[status] !== undefined;
}

/** Until when a dispute that is opened at an instant is to be answered and decided, in milliseconds. */
export function dueAtMs(
  openedAtMs: number,
  { answerDays, decisionDays }: { readonly answerDays: number; readonly decisionDays: number },
): { readonly answerMs: number; readonly decisionMs: number } {
  return { answerMs: openedAtMs + answerDays * DAY_MS, decisionMs: openedAtMs + decisionDays * DAY_MS };
}

/**
 * Says what keeps a dispute from being opened, or null.
 *
 * A merchant disputes a commission that nothing has been promised for yet: what is in a batch is cancelled first, and of
 * what is paid the sale's changes say what is taken back. An affiliate disputes a payout that was handed over.
 */
export function judgeOpening(
  party: DisputeParty,
  reason: DisputeReason,
  subject:
    | { readonly kind: "commission"; readonly status: CommissionStatus; readonly isSuperseded: boolean }
    | { readonly kind: "payout"; readonly status: PayoutStatus },
): DisputeProblem | null {
  if (!REASONS[party][subject.kind].includes(reason)) {
    return conflict("reason", `does not fit a ${subject.kind} that the ${party} disputes`);
  }
  if (subject.kind === "payout") {
    const isHandedOver = subject.status !== "prepared" && subject.status !== "cancelled";
    return isHandedOver ? null : conflict("payout_id", `is of a payout that is ${subject.status}`);
  }
  if (party === "affiliate") return null;
  if (subject.isSuperseded)
    return conflict("commission_id", "is of a commission that a newer decision replaced");
  const isUnpaid = subject.status === "pending" || subject.status === "held" || subject.status === "approved";
  return isUnpaid ? null : conflict("commission_id", `is of a commission that is ${subject.status}`);
}

/**
 * Says what keeps a dispute from moving, or null. The merchant's own waits for its answer, or for the time of it to pass,
 * before it is upheld.
 *
 * @param isAnswerDue true once the answer is due; what is due at this very instant is
 */
export function judgeMove(
  { party, status }: { readonly party: DisputeParty; readonly status: DisputeStatus },
  to: DisputeStatus,
  isAnswerDue: boolean,
): DisputeProblem | null {
  if (!MOVES[status]?.includes(to)) return { code: "dispute_illegal_move", from: status, to };
  const isUnheard = party === "merchant" && status === "open" && to === "upheld" && !isAnswerDue;
  return isUnheard ? conflict("id", "waits for the affiliate's answer until it is due") : null;
}

/** What upholding is to come to, as it is asked for. */
export type Remedy = { readonly awardMinor: bigint | null; readonly isResent: boolean };

/**
 * Says what keeps an affiliate's dispute from being upheld so, or null.
 *
 * Nothing is owed twice: a payout that did not arrive is resent once it is `failed` or `returned`, since what it paid is
 * owed again from then on, and is never made good by a sum beside it; a sum for a payout that arrived is at most the payout.
 */
export function judgeRemedy(
  { awardMinor, isResent }: Remedy,
  subject:
    | { readonly kind: "commission" }
    | {
        readonly kind: "payout";
        readonly status: PayoutStatus;
        readonly reason: DisputeReason;
        readonly amountMinor: bigint;
      },
): DisputeProblem | null {
  if (subject.kind === "commission") {
    if (isResent) return conflict("resend", "is of payouts alone");
    return awardMinor === null
      ? conflict("amount_minor", "is needed")
      : judgeAward(awardMinor, AWARD_MINOR_MAX);
  }
  if (isResent === (awardMinor !== null))
    return conflict("amount_minor", "or resend is needed, and not both");
  const isOwedAgain = subject.status === "failed" || subject.status === "returned";
  if (isResent) {
    return isOwedAgain
      ? null
      : conflict("resend", `is of a payout that failed or came back; this is ${subject.status}`);
  }
  if (subject.reason !== "payout_amount_wrong" || subject.status !== "paid") {
    return conflict(
      "amount_minor",
      "is for a payout that is paid and whose amount is disputed; resend it instead",
    );
  }
  return judgeAward(awardMinor ?? 0n, subject.amountMinor);
}

function judgeAward(awardMinor: bigint, maxMinor: bigint): DisputeProblem | null {
  const isFitting = awardMinor > 0n && awardMinor <= maxMinor;
  return isFitting ? null : conflict("amount_minor", `must be from 1 to ${maxMinor}`);
}
