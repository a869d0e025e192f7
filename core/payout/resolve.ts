import type { PayoutProviderName, PayoutStatus } from "./payout-lifecycle.ts";

export const PAYOUT_OUTCOMES = ["paid", "failed", "returned"] as const;
/** What persons may say became of a payout. */
export type PayoutOutcome = (typeof PAYOUT_OUTCOMES)[number];

/** What of a payout decides what persons may say of it. */
export type Resolvable = {
  readonly status: PayoutStatus;
  readonly provider: PayoutProviderName;
  /** True while its provider, which said itself that it was paid, is asked whether it came back. */
  readonly isAsked: boolean;
};

/**
 * Says whether persons may end a payout so: only where nobody else tells. Of what is on its way and of what came back the
 * provider tells itself, but for a bank that refused a file, and money that comes back where nobody can be asked.
 */
export function mayResolve({ status, provider, isAsked }: Resolvable, outcome: PayoutOutcome): boolean {
  if (outcome === "returned") return status === "paid" && !isAsked;
  return status === "unknown" || status === "needs_review" || (status === "submitted" && provider === "sepa");
}
