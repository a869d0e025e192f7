/** Wrong codes in a row after which each further one costs a wait. */
const FREE_FAILURES = 3;
/** Wrong codes in a row after which a factor is of no use any more: another is enrolled in its place. */
export const STEP_UP_FAILURES_MAX = 10;
const FIRST_WAIT_MS = 30_000;

/** What is known of a factor when a code comes for it. */
export type FactorState = {
  /** The step of time whose code was used last, or null. */
  readonly lastCounter: bigint | null;
  readonly failures: number;
  readonly waitUntilMs: number | null;
};

/** What a code is worth, and what is to be kept of it. */
export type CodeVerdict =
  | { readonly kind: "right"; readonly lastCounter: bigint }
  | { readonly kind: "wrong"; readonly failures: number; readonly waitUntilMs: number | null }
  | { readonly kind: "wait"; readonly untilMs: number }
  | { readonly kind: "locked" };

/**
 * Judges a code. It counts once: a code of the step used last, or of one before, is as wrong as any other. From the
 * third wrong code in a row on the next must wait, 30 seconds and then twice as long each time; after the tenth none
 * is looked at any more.
 *
 * @param counter the step of time that the code is of, or null if it is of none that is near
 */
export function judgeCode(state: FactorState, counter: bigint | null, nowMs: number): CodeVerdict {
  if (state.failures >= STEP_UP_FAILURES_MAX) return { kind: "locked" };
  if (state.waitUntilMs !== null && nowMs < state.waitUntilMs) {
    return { kind: "wait", untilMs: state.waitUntilMs };
  }
  const isSpent = counter !== null && state.lastCounter !== null && counter <= state.lastCounter;
  if (counter !== null && !isSpent) return { kind: "right", lastCounter: counter };
  const failures = state.failures + 1;
  const waits = failures - FREE_FAILURES;
  return { kind: "wrong", failures, waitUntilMs: waits < 0 ? null : nowMs + FIRST_WAIT_MS * 2 ** waits };
}
