import { and, eq } from "drizzle-orm";
import { formatMinor } from "../../core/money/format.ts";
import type { PayoutStatus } from "../../core/payout/payout-lifecycle.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { payouts } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Debit, noteDebits } from "./book-exchanges.ts";

/** Why a debit was not taken. */
export type TellDebitProblem =
  | { readonly code: "not_found" }
  | { readonly code: "not_paid"; readonly status: PayoutStatus }
  /** The payout's own currency: then nothing was exchanged. */
  | { readonly code: "nothing_exchanged" }
  /** Another was told before, and stays. */
  | { readonly code: "debit_differs"; readonly debited: string };

/**
 * Tells what the account was debited for a payout that is paid, as the bank's statement has it, where no provider told: the gain
 * or loss is booked with it. Once for each payout; the same again is harmless.
 */
export function tellDebit(
  context: Context,
  payoutId: PayoutId,
  debit: Debit,
): Promise<Result<"told" | "unchanged", TellDebitProblem>> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const [payout] = await tx
      .select()
      .from(payouts)
      .where(and(eq(payouts.workspaceId, context.workspaceId), eq(payouts.id, payoutId)));
    if (!payout) return fail({ code: "not_found" });
    if (payout.status !== "paid") return fail({ code: "not_paid", status: payout.status });
    if (debit.currency === payout.currency) return fail({ code: "nothing_exchanged" });
    const { debitedMinor, debitedCurrency } = payout;
    if (debitedMinor !== null && debitedCurrency !== null) {
      const isSame = debitedMinor === debit.amountMinor && debitedCurrency === debit.currency;
      const debited = `${formatMinor(debitedMinor, debitedCurrency)} ${debitedCurrency}`;
      return isSame ? ok("unchanged") : fail({ code: "debit_differs", debited });
    }
    const amount = formatMinor(debit.amountMinor, debit.currency);
    const said = { status: "paid", reference: null, debited: { amount, currency: debit.currency } } as const;
    await noteDebits(tx, context, [{ payout, said }]);
    const change = { debited: `${amount} ${debit.currency}` };
    await audit(tx, context, [{ action: "payout.debited", subjectId: payoutId, change }]);
    return ok("told");
  });
}
