import type { Currency } from "../money/currency.ts";
import { assert } from "../shared/assert.ts";
import type { AffiliateId, ChangeId, CommissionId, DecisionId, DisputeId } from "../shared/id.ts";
import type { Account } from "./accounts.ts";
import type { Journal } from "./journal.ts";

type Sum = {
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  /** Minor units, positive. */
  readonly amountMinor: bigint;
};
/** A commission whose money moves. */
export type CommissionSum = Sum & { readonly commissionId: CommissionId };

/** A sale earned a commission: the merchant owes it, the affiliate waits for it. */
export const accrueCommission = commissionPosting("accrued", "merchant_payable", "affiliate_pending");
/** The hold passed: the affiliate is owed it. */
export const approveCommission = commissionPosting("approved", "affiliate_pending", "affiliate_payable");
/** Taken back before it was approved. */
export const reverseCommission = commissionPosting("reversed", "affiliate_pending", "merchant_payable");
function commissionPosting(effect: "accrued" | "approved" | "reversed", debit: Account, credit: Account) {
  return (sum: CommissionSum): Journal => ({
    key: `commission:${sum.commissionId}:${effect}`,
    kind: `commission_${effect}`,
    entries: move(sum, debit, credit),
    refs: { commission_id: sum.commissionId },
  });
}

/** A debit of one account is the credit of the other. The merchant's account is of no affiliate. */
function move({ affiliateId, currency, amountMinor }: Sum, debit: Account, credit: Account) {
  // A negative sum would balance too, and move the money the other way under a name that says this one.
  assert(amountMinor > 0n, "a posting moves a positive sum");
  const owner = (account: Account) => (account === "merchant_payable" ? null : affiliateId);
  return [
    { account: debit, affiliateId: owner(debit), currency, amountMinor },
    { account: credit, affiliateId: owner(credit), currency, amountMinor: -amountMinor },
  ];
}

/** A newer decision of the sale took its place before it was paid; where it was owed already, it is no more. */
export function supersedeCommission(
  sum: CommissionSum & { readonly isPending: boolean; readonly decisionId: DecisionId },
): Journal {
  const { commissionId, decisionId, isPending } = sum;
  return {
    key: supersedingKey({ commissionId }),
    kind: "commission_superseded",
    entries: move(sum, isPending ? "affiliate_pending" : "affiliate_payable", "merchant_payable"),
    refs: { commission_id: commissionId, decision_id: decisionId },
  };
}

/** The merchant disputed it and was right: all that is left of it is not paid, also where it was owed already. */
export function reverseDisputed(
  sum: CommissionSum & { readonly isPending: boolean; readonly disputeId: DisputeId },
): Journal {
  const { commissionId, disputeId, isPending } = sum;
  return {
    ...reverseCommission(sum),
    entries: move(sum, isPending ? "affiliate_pending" : "affiliate_payable", "merchant_payable"),
    refs: { commission_id: commissionId, dispute_id: disputeId },
  };
}

/** The natural key of a commission's end by a newer decision. */
export function supersedingKey({ commissionId }: Pick<CommissionSum, "commissionId">): string {
  return `commission:${commissionId}:superseded`;
}

/** Why something was taken of a commission, or given to it: a change of the sale, a newer decision of it, or a dispute. */
export type AdjustmentCause =
  | { readonly kind: "change"; readonly id: ChangeId }
  | { readonly kind: "decision"; readonly id: DecisionId }
  | { readonly kind: "dispute"; readonly id: DisputeId | `${DisputeId}:back` };

/** What was taken of a commission, or given back to it. */
export type CommissionAdjustment = Omit<CommissionSum, "amountMinor"> & {
  readonly cause: AdjustmentCause;
  /** Minor units in the affiliate's favour: negative for what is taken. Not 0. */
  readonly amountMinor: bigint;
  /** `unpaid` moves what the commission pays; `carried` is owed beside a payout that is made. */
  readonly kind: "unpaid" | "carried";
  /** Whether the commission is still pending, so that the affiliate is not owed it yet. */
  readonly isPending: boolean;
  /** The rates the commission was earned at, where it was converted. */
  readonly fx: Readonly<Record<string, string>>;
};

/** The natural key of what a cause did to a commission. */
export function adjustmentKey({
  cause,
  commissionId,
  kind,
}: Pick<CommissionAdjustment, "cause" | "commissionId" | "kind">): string {
  return `${cause.kind}:${cause.id}:${commissionId}:${kind}`;
}

/** Takes of a commission what the merchant then owes no more, or gives it back. */
export function adjustCommission(adjustment: CommissionAdjustment): Journal {
  const { commissionId, cause, affiliateId, currency, amountMinor, kind, isPending, fx } = adjustment;
  const account = kind === "unpaid" && isPending ? "affiliate_pending" : "affiliate_payable";
  const sum = { affiliateId, currency, amountMinor: amountMinor < 0n ? -amountMinor : amountMinor };
  const [from, to] =
    amountMinor < 0n ? ([account, "merchant_payable"] as const) : (["merchant_payable", account] as const);
  return {
    key: adjustmentKey(adjustment),
    kind: amountMinor < 0n ? "commission_taken_back" : "commission_given_back",
    entries: move(sum, from, to),
    refs: { commission_id: commissionId, [`${cause.kind}_id`]: cause.id.replace(/:back$/, ""), ...fx },
  };
}
