import type { PayoutId } from "../../../core/shared/id.ts";
import type { OrderReport, PayoutReport } from "../provider.ts";

/** Calls of a provider that are under way at once. */
const CALLS_AT_ONCE = 8;

/**
 * Asks for each payout in a call of its own. One that throws is not known and left out, and keeps
 * none of the others from being asked for; null says that the provider never saw it.
 */
export async function oneByOne<Payout extends { readonly id: PayoutId }>(
  payouts: readonly Payout[],
  ask: (payout: Payout) => Promise<PayoutReport | null>,
): Promise<OrderReport> {
  const reports = new Map<PayoutId, PayoutReport>();
  for (let at = 0; at < payouts.length; at += CALLS_AT_ONCE) {
    const some = payouts.slice(at, at + CALLS_AT_ONCE);
    const answers = await Promise.allSettled(some.map(ask));
    answers.forEach((answer, index) => {
      const payout = some[index];
      if (payout && answer.status === "fulfilled" && answer.value) reports.set(payout.id, answer.value);
    });
  }
  return { reference: null, payouts: reports };
}
