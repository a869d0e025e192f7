import { assert } from "../shared/assert.ts";
import type { CommissionStatus } from "./lifecycle.ts";

/** The statuses of a commission that nobody has promised to pay yet. */
export type UnpaidStatus = Extract<CommissionStatus, "pending" | "held" | "approved">;

/** A commission with what was reversed of it so far. */
export type CommissionStanding = {
  /** As it was earned, in minor units. */
  readonly amountMinor: bigint;
  readonly status: CommissionStatus;
  /** What it was before changes of its sale took all of it; null if they did not, or a person did. */
  readonly reversedFrom: UnpaidStatus | null;
  /** What was taken from it while it was unpaid: the rest is what it pays. */
  readonly reducedMinor: bigint;
  /** What was booked beside it since it was in a payout: negative for what the affiliate owes. */
  readonly carriedMinor: bigint;
};

/** What a change of the sale does to a commission. Sums are the affiliate's: negative for what is taken. */
export type Adjustment = {
  /** Changes what the commission pays. */
  readonly unpaidMinor: bigint;
  /** Goes into the affiliate's next payout. */
  readonly carriedMinor: bigint;
  readonly after: CommissionStanding;
};

/**
 * Brings a commission to where so much of it is reversed. What is not in a payout yet pays less; of what is
 * in one, or was paid by one, the difference is carried into the affiliate's next payout. What was reversed
 * too much, since a chargeback was won, goes back the same way.
 *
 * A commission that a person reversed stays as it is: nothing is left of it.
 */
export function adjustCommission(standing: CommissionStanding, targetMinor: bigint): Adjustment {
  const { amountMinor, status, reversedFrom, reducedMinor, carriedMinor } = standing;
  assert(targetMinor >= 0n && targetMinor <= amountMinor, "a reversal is at most the commission");
  const takenMinor = targetMinor - (reducedMinor - carriedMinor);
  const open = status === "reversed" ? reversedFrom : isUnpaid(status) ? status : null;
  if (takenMinor === 0n || (status === "reversed" && open === null)) {
    return { unpaidMinor: 0n, carriedMinor: 0n, after: standing };
  }
  if (open === null) {
    const after = { ...standing, carriedMinor: carriedMinor - takenMinor };
    return { unpaidMinor: 0n, carriedMinor: -takenMinor, after };
  }
  const reduced = clamp(reducedMinor + takenMinor, amountMinor);
  const unpaid = reducedMinor - reduced;
  const carried = -takenMinor - unpaid;
  const isAll = reduced === amountMinor;
  const after = {
    amountMinor,
    status: isAll ? ("reversed" as const) : open,
    reversedFrom: isAll ? open : null,
    reducedMinor: reduced,
    carriedMinor: carriedMinor + carried,
  };
  return { unpaidMinor: unpaid, carriedMinor: carried, after };
}

function isUnpaid(status: CommissionStatus): status is UnpaidStatus {
  return status === "pending" || status === "held" || status === "approved";
}

function clamp(value: bigint, max: bigint): bigint {
  if (value < 0n) return 0n;
  return value > max ? max : value;
}
