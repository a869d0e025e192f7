import { EXIT, Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** Failures in a row after which a command gives up; with the pauses between them about half a minute. */
const FAILURES_MAX = 6;
const PAUSE_MS = 500;
const PAUSE_MS_MAX = 30_000;

/** Something that may work when it is tried again. */
export class Retryable extends Error {
  override readonly name = "Retryable";
  constructor(
    message: string,
    /** How long the server asks to wait; null where it does not say. */
    readonly pauseMs: number | null = null,
  ) {
    super(message);
  }
}

/**
 * Runs `work` until it succeeds, with longer and longer pauses. What is no `Retryable` is thrown at once.
 * `hasProgressed` tells whether the last trial got anywhere: then counting begins anew.
 */
export async function withRetries<T>(
  { sleep }: Pick<Terminal, "sleep">,
  work: () => Promise<T>,
  hasProgressed: () => boolean = () => false,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      if (hasProgressed()) failures = 1;
      if (failures >= FAILURES_MAX)
        throw new Failure(EXIT.failed, `${error.message}; gave up after ${failures} trials`);
      // Up to half more, so that many who were cut off together do not come back together.
      const pauseMs = PAUSE_MS * 2 ** (failures - 1) * (1 + Math.random() / 2);
      await sleep(Math.min(error.pauseMs ?? pauseMs, PAUSE_MS_MAX));
    }
  }
}

/** Sends a request; a network that fails and a server that cannot answer now are `Retryable`. */
export async function send(url: string | URL, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...init, redirect: "manual" });
  } catch (error) {
    throw new Retryable(`${new URL(url).origin} cannot be reached (${reasonOf(error)})`);
  }
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
    throw new Failure(EXIT.failed, `${url} leads to ${answer.headers.get("location")}; give that address`);
  }
  if (answer.status !== 429 && answer.status < 500) return answer;
  await answer.body?.cancel();
  throw new Retryable(`${new URL(url).origin} answered ${answer.status}`, retryAfterMs(answer));
}

/** How long an answer asks to wait; null where it does not say. */
export function retryAfterMs({ headers }: Response): number | null {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

/**
 * The message of the innermost cause: fetch itself says no more than that it failed, and a web socket throws an event
 * that holds it.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    const held = typeof error === "object" && error !== null && "error" in error ? error.error : null;
    return held instanceof Error ? reasonOf(held) : String(error);
  }
  return error.cause === undefined ? error.message || error.name : reasonOf(error.cause);
}
