import type { CommissionView } from "../../../services/reading/commission-view.ts";
import type { Statement } from "../../../services/reading/statement.ts";
import { listBody } from "../list.ts";
import { showCommission } from "./commission.ts";
import { showMoney } from "./money.ts";

/** Shows an affiliate's account: the sums per currency, and the commissions behind them as the reader may see them. */
export function showStatement(
  { affiliate, totals, commissions }: Statement,
  showEach: (commission: CommissionView) => unknown = showCommission,
) {
  return {
    object: "statement",
    affiliate,
    totals: totals.map(({ currency, ...sums }) => ({
      currency,
      pending: showMoney(sums.pendingMinor, currency),
      held: showMoney(sums.heldMinor, currency),
      payable: showMoney(sums.payableMinor, currency),
      in_clearing: showMoney(sums.clearingMinor, currency),
      paid: showMoney(sums.paidMinor, currency),
    })),
    commissions: listBody(commissions, showEach),
  };
}
