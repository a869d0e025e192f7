import type { BatchStatus } from "./lifecycle.ts";

export const PAYOUT_PROVIDERS = ["csv", "sepa", "stripe", "paypal", "wise"] as const;
/** What sends the money of a batch. */
export type PayoutProviderName = (typeof PAYOUT_PROVIDERS)[number];

export const CALLBACK_PROVIDERS = [
  "stripe",
  "paypal",
  "wise",
] as const satisfies readonly PayoutProviderName[];
/** What calls us when something becomes of a payout, and signs that it does. */
export type CallbackProviderName = (typeof CALLBACK_PROVIDERS)[number];

export const PAYOUT_STATUSES = [
  "prepared",
  "cancelled",
  "submitting",
  "unknown",
  "submitted",
  "needs_review",
  "paid",
  "failed",
  "returned",
] as const;
/** Where one payout of a batch stands. */
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/**
 * Every legal move. What failed, came back or was cancelled is final: its commissions are free, and the next batch
 * pays them by a payout of its own.
 */
const MOVES: Readonly<Partial<Record<PayoutStatus, readonly PayoutStatus[]>>> = {
  prepared: ["submitting", "cancelled"],
  submitting: ["unknown", "submitted", "needs_review", "paid", "failed"],
  unknown: ["submitted", "needs_review", "paid", "failed"],
  submitted: ["needs_review", "paid", "failed"],
  needs_review: ["submitted", "paid", "failed"],
  paid: ["returned"],
};

/** True if a payout may move so. */
export function mayMovePayout(from: PayoutStatus, to: PayoutStatus): boolean {
  return MOVES[from]?.includes(to) ?? false;
}

/** What a provider says of a payout. */
export type Said = "submitted" | "paid" | "failed" | "needs_review";

/** What becomes of a payout by what a provider says: a move, nothing new, or the opposite of what is booked. */
export type Judged =
  | { readonly kind: "moves"; readonly to: PayoutStatus }
  | { readonly kind: "unchanged" | "contradicts" };

/**
 * Judges what a provider says by where the payout stands, whatever the order in which it is told. What is final
 * is not undone by what happened earlier; a payment that is told to have happened after it failed contradicts.
 *
 * @param endedAtMs    when it failed or came back, null if it did not
 * @param occurredAtMs when what is said happened
 */
export function judgeReport(
  { status, endedAtMs }: { readonly status: PayoutStatus; readonly endedAtMs: number | null },
  said: Said,
  occurredAtMs: number,
): Judged {
  if (status === "prepared" || status === "cancelled") return { kind: "contradicts" };
  if (status === "failed" || status === "returned") {
    const isLater = endedAtMs !== null && occurredAtMs > endedAtMs;
    return { kind: said === "paid" && isLater ? "contradicts" : "unchanged" };
  }
  if (status === "paid") {
    if (said === "failed") return { kind: "moves", to: "returned" };
    return { kind: said === "needs_review" ? "contradicts" : "unchanged" };
  }
  return status === said ? { kind: "unchanged" } : { kind: "moves", to: said };
}

/** Where a batch stands by its payouts, once it was submitted. What came back had been paid. */
export function batchStatusOf(statuses: ReadonlySet<PayoutStatus>): BatchStatus {
  if (statuses.has("submitting")) return "submitting";
  if (statuses.has("unknown") || statuses.has("needs_review")) return "unknown";
  if (statuses.has("submitted")) return "submitted";
  return statuses.has("paid") || statuses.has("returned") ? "paid" : "failed";
}
