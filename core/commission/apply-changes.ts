import type { ChangeId, CommissionId } from "../shared/id.ts";
import { type Adjustment, adjustCommission, type CommissionStanding } from "./adjust.ts";
import {
  type ChangeProblem,
  judgeChange,
  refundedPart,
  reversedMinor,
  type Sale,
  type SaleChange,
} from "./refund.ts";

/** A change as it was recorded. */
export type RecordedChange = SaleChange & {
  readonly id: ChangeId;
  readonly status: "parked" | "applied" | "refused";
};

/** A commission of the sale. */
export type SoldCommission = CommissionStanding & { readonly id: CommissionId };

/** What one change comes to. */
export type AppliedChange = {
  readonly id: ChangeId;
  /** Null if it counts. */
  readonly problem: ChangeProblem | null;
  /** What of the sale was given back in all after it, in minor units. */
  readonly refundedMinor: bigint;
  readonly adjustments: readonly (Pick<Adjustment, "unpaidMinor" | "carriedMinor"> & {
    readonly commissionId: CommissionId;
    /** Where it stood before, which says whose account the unpaid part moves. */
    readonly before: CommissionStanding;
  })[];
};

/**
 * Applies the changes that are parked to a sale that was decided, one after the other in the order given,
 * beside those applied before. Where a commission ends does not depend on that order.
 */
export function applyChanges({
  sale,
  changes,
  commissions,
}: {
  readonly sale: Sale;
  readonly changes: readonly RecordedChange[];
  readonly commissions: readonly SoldCommission[];
}): {
  readonly applied: readonly AppliedChange[];
  readonly commissions: readonly SoldCommission[];
  readonly refundedMinor: bigint;
} {
  const counted: SaleChange[] = changes.filter(({ status }) => status === "applied");
  let standings = commissions;
  const applied = changes
    .filter(({ status }) => status === "parked")
    .map((change): AppliedChange => {
      const problem = judgeChange(sale, change);
      if (problem === null) counted.push(change);
      const part = refundedPart(sale, counted);
      const moves = standings.map(({ id, ...before }) => ({
        id,
        before,
        ...adjustCommission(before, reversedMinor(before.amountMinor, part)),
      }));
      standings = moves.map(({ id, after }) => ({ id, ...after }));
      return {
        id: change.id,
        problem,
        refundedMinor: refundedOf(sale, counted),
        adjustments: moves
          .filter(({ unpaidMinor, carriedMinor }) => unpaidMinor !== 0n || carriedMinor !== 0n)
          .map(({ id, before, unpaidMinor, carriedMinor }) => ({
            ...{ commissionId: id, before, unpaidMinor, carriedMinor },
          })),
      };
    });
  return { applied, commissions: standings, refundedMinor: refundedOf(sale, counted) };
}

function refundedOf(sale: Sale, counted: readonly SaleChange[]): bigint {
  return sale.amountMinor === 0n ? 0n : refundedPart(sale, counted).partMinor;
}
