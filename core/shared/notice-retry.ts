/** Tries of one notice: the last comes a good day after the first. */
const TRIES_MAX = 12;
const FIRST_RETRY_MS = 60_000;
const RETRY_MS_MAX = 12 * 3_600_000;

/** How long to wait after a try that failed: a minute, then twice as long each time, half a day at most. Null after the last. */
export function noticeRetryMs(tries: number): number | null {
  return tries >= TRIES_MAX ? null : Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), RETRY_MS_MAX);
}
