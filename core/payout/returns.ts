import type { PayoutProviderName } from "./payout-lifecycle.ts";

const DAY_MS = 86_400_000;

/**
 * How long after a payout was paid its money may come back and its provider tells so when it is asked. Null where nobody can be
 * asked: a bank says it in its statements, and of a file of names a person does.
 */
export const RETURN_WINDOW_MS: Readonly<Record<PayoutProviderName, number | null>> = {
  ...{ csv: null, sepa: null },
  ...{ stripe: 180 * DAY_MS, paypal: 180 * DAY_MS, wise: 90 * DAY_MS },
};

/** Who was asked and did not say that it stays paid is asked again after this long. */
const RETURN_PAUSE_MS = DAY_MS;
/** One of which nobody ever answers is given up so long after its window. */
const GIVEN_UP_MS = 30 * DAY_MS;

/** When it is first asked whether a payout came back; null where nobody can be asked. */
export function firstReturnCheckMs(provider: PayoutProviderName, paidMs: number): number | null {
  return RETURN_WINDOW_MS[provider] === null ? null : paidMs + DAY_MS;
}

/** When it is asked next of a payout for which it is being asked now, unless the answer says more. */
export function repeatedReturnCheckMs(
  provider: PayoutProviderName,
  { paidMs, nowMs }: { readonly paidMs: number; readonly nowMs: number },
): number | null {
  const windowMs = RETURN_WINDOW_MS[provider];
  return windowMs === null || nowMs >= paidMs + windowMs + GIVEN_UP_MS ? null : nowMs + RETURN_PAUSE_MS;
}

/**
 * When it is asked next of a payout that is paid still: when as much time again has gone by since it was paid, and a last time
 * when its window ends.
 */
export function nextReturnCheckMs(
  provider: PayoutProviderName,
  { paidMs, nowMs }: { readonly paidMs: number; readonly nowMs: number },
): number | null {
  const windowMs = RETURN_WINDOW_MS[provider];
  if (windowMs === null || nowMs >= paidMs + windowMs) return null;
  return Math.min(nowMs + Math.max(nowMs - paidMs, DAY_MS), paidMs + windowMs);
}
