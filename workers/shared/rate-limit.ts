import { logProblem } from "./log-problem.ts";

/**
 * Counts a call in a limit of the runtime, which counts for each place of the network apart. Whatever keeps the limit from
 * answering, the call is let through: it protects the service, and what is refused by mistake costs somebody money.
 */
export async function isWithinLimit(limit: RateLimit | undefined, key: string): Promise<boolean> {
  try {
    return limit === undefined || (await limit.limit({ key })).success;
  } catch (error) {
    logProblem("rate_limit_away", {}, error);
    return true;
  }
}
