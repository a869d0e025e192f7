import type { Invalid } from "./problems.ts";

/** Refuses a case whose order may not be valued in the currency of a plan: without a rate it would seem to pay nothing. */
export function judgeRates(lacked: readonly string[]): Invalid | null {
  if (lacked.length === 0) return null;
  const message = `must say what the currencies cost in euros, from ${lacked.join(", ")}`;
  return { code: "invalid", param: "given.rates", message };
}
