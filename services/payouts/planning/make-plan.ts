import type { Currency } from "../../../core/money/currency.ts";
import type { PayoutProviderName } from "../../../core/payout/payout-lifecycle.ts";
import type { Db } from "../../../db/client.ts";
import type { Context } from "../../shared/context.ts";
import { claimOwed, type PlanScope } from "./claim-owed.ts";
import { decidePayouts } from "./decide-payouts.ts";
import { type DueSchedule, judgePairs } from "./judge-pairs.ts";

/** What is chosen for a run. */
export type PlanChoice = {
  /** Only what is paid in this currency; all when absent. */
  readonly currency?: Currency | undefined;
  /** Who pays an affiliate that has no payout method: CSV, unless another is named. */
  readonly provider?: PayoutProviderName | undefined;
  /** The schedules whose turn it is; all that is payable has its turn when absent, as for a person who prepares. */
  readonly due?: readonly DueSchedule[] | undefined;
};

/**
 * Makes the plan of a run in tables of the transaction: a constant number of statements, however much is owed. False if
 * nothing is: then there is no plan.
 */
export async function makePlan(
  tx: Db,
  context: Context,
  scope: PlanScope,
  { currency, provider = "csv", due }: PlanChoice,
): Promise<boolean> {
  if ((await claimOwed(tx, context, scope)) === 0) return false;
  await judgePairs(tx, context, scope, { provider, due: due ?? null });
  await decidePayouts(tx, context, currency);
  return true;
}
