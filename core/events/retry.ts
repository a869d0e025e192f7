import { assert } from "../shared/assert.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long before each attempt, after the one before it (Standard Webhooks 1.0.0): 75 hours and 35 minutes in all. */
export const DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** By how much of its delay an attempt may come earlier, so that what failed together does not come together. */
const JITTER = 10;
/** Longest wait that a receiver may ask for. */
const WAIT_MS_MAX = 24 * HOUR_MS;

/**
 * How long to wait after so many failed attempts, in milliseconds, or null where that was the last.
 *
 * @param random from 0 to below 1
 * @param askedForMs what the receiver asked for by `Retry-After`, or null
 */
export function retryDelayMs(
  tries: number,
  { random, askedForMs }: { readonly random: number; readonly askedForMs: number | null },
): number | null {
  assert(tries > 0, "a delay follows an attempt");
  const delay = DELAYS_MS[tries];
  if (delay === undefined) return null;
  const jittered = Math.round(delay - (delay * random) / JITTER);
  return Math.max(jittered, Math.min(askedForMs ?? 0, WAIT_MS_MAX));
}

/** What `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or a date), in milliseconds; null where it says nothing. */
export function readRetryAfter(text: string | null, nowMs: number): number | null {
  const trimmed = text?.trim() ?? "";
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * SECOND_MS;
  const atMs = /^[A-Z][a-z]{2}, /.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** A target that fails for so long, or gives up so many deliveries, without one that succeeds, gets nothing any more. */
const FAILING_MS_MAX = 5 * 24 * HOUR_MS;
const GIVEN_UP_MAX = 10;

/** How a target has done since its last success. */
export type Failing = { readonly sinceMs: number; readonly givenUp: number };

/** True of a target that failed for so long that nobody can be there. */
export function isLost({ sinceMs, givenUp }: Failing, nowMs: number): boolean {
  return nowMs - sinceMs >= FAILING_MS_MAX || givenUp >= GIVEN_UP_MAX;
}
