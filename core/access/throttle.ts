/** What is known of those who tried under one key: an account, or a network. */
export type ThrottleState = {
  readonly tries: number;
  readonly sinceMs: number;
  readonly waitUntilMs: number | null;
};

/** How many tries are free, and what each further one costs. */
export type ThrottleRule = {
  readonly freeTries: number;
  /** The wait after the first try that is not free; each after it waits twice as long. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
};

/** Tries are forgotten a day after the first of them, once no wait is left. */
const FORGOTTEN_AFTER_MS = 86_400_000;
const DOUBLINGS_MAX = 30;

/** Whether one may try now, and what is to be kept. A try is counted before it is known how it ends. */
export type ThrottleVerdict =
  | { readonly kind: "wait"; readonly untilMs: number }
  | { readonly kind: "tried"; readonly state: ThrottleState };

/**
 * Counts a try, or refuses it while an earlier one is to be waited for. Nobody is locked out for good: whoever tries
 * under another's name costs them a wait of `longestWaitMs` at most.
 */
export function countTry(state: ThrottleState | null, rule: ThrottleRule, nowMs: number): ThrottleVerdict {
  if (state?.waitUntilMs != null && nowMs < state.waitUntilMs) {
    return { kind: "wait", untilMs: state.waitUntilMs };
  }
  const isNew = state === null || nowMs >= state.sinceMs + FORGOTTEN_AFTER_MS;
  const tries = isNew ? 1 : state.tries + 1;
  const sinceMs = isNew ? nowMs : state.sinceMs;
  return { kind: "tried", state: { tries, sinceMs, waitUntilMs: waitAfter(tries, rule, nowMs) } };
}

function waitAfter(tries: number, rule: ThrottleRule, nowMs: number): number | null {
  const beyond = tries - rule.freeTries;
  if (beyond < 0) return null;
  const doubled = rule.firstWaitMs * 2 ** Math.min(beyond, DOUBLINGS_MAX);
  return nowMs + Math.min(doubled, rule.longestWaitMs);
}
