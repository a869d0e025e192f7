import * as z from "zod/mini";
import type { CommissionView } from "../../../services/reading/commission-view.ts";
import type { Statement } from "../../../services/reading/statement.ts";
import { listBody } from "../list.ts";
import { commissionView, showCommission } from "./commission.ts";
import { showMoney } from "./money.ts";
import { ownCommissionView } from "./portal.ts";
import { currency, idOf, listOf, money, several, text, view } from "./schema.ts";

const totals = several(
  z.strictObject({ currency, pending: money, held: money, payable: money, in_clearing: money, paid: money }),
);
const statementFields = {
  object: z.literal("statement"),
  affiliate: z.strictObject({ id: idOf("aff"), name: text }),
  totals,
};
/** An affiliate's account: the sums per currency, and the commissions behind them. */
export const statementView = view("Statement", { ...statementFields, commissions: listOf(commissionView) });
/** An affiliate's account as it sees it itself. */
export const ownStatementView = view("OwnStatement", {
  ...statementFields,
  commissions: listOf(ownCommissionView),
});

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
