import type { OutgoingOutcome, OutgoingRequest } from "../../core/events/outgoing.ts";
import { type GuardOptions, guardUrl, type ResolveAddresses } from "../../platform/guard-url.ts";

/** How long an endpoint may take, from the question where it is to the part of its answer that is kept. */
const LIMIT_MS = 15_000;
/** How much of an answer is read; the rest is not waited for. */
const ANSWER_BYTES_MAX = 1_024;

/** What the sender needs: where hosts are, and what makes requests. */
export type SendMeans = GuardOptions & {
  readonly resolve: ResolveAddresses;
  readonly fetch: typeof fetch;
  /** Another limit than that of all, for tests. */
  readonly limitMs?: number;
};

/**
 * Makes a request to an address that a user gave, if the guard allows it now: where its host is, is asked each time.
 * No redirect is followed, nothing of ours goes with it, and however the other side behaves it ends within the limit.
 */
export async function sendGuarded(request: OutgoingRequest, means: SendMeans): Promise<OutgoingOutcome> {
  const startedMs = Date.now();
  const ended = (rest: Partial<OutgoingOutcome>): OutgoingOutcome => ({
    ...{ status: null, problem: null, answer: null, retryAfter: null },
    ...{ durationMs: Date.now() - startedMs, ...rest },
  });
  const signal = AbortSignal.timeout(means.limitMs ?? LIMIT_MS);
  try {
    const problem = await inTime(guardUrl(request.url, means), signal);
    if (problem !== null) return ended({ problem });
  } catch {
    return ended({ problem: signal.aborted ? "timeout" : "resolver_away" });
  }
  try {
    const { method, headers, body, url } = request;
    const response = await means.fetch(url, { method, headers, body, redirect: "manual", signal });
    const answer = await inTime(readStart(response), signal).catch(() => "");
    return ended({ status: response.status, answer, retryAfter: response.headers.get("retry-after") });
  } catch {
    return ended({ problem: signal.aborted ? "timeout" : "connection_failed" });
  }
}

function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  while (length < ANSWER_BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, ANSWER_BYTES_MAX - length);
    length += part.byteLength;
    text += decoder.decode(part, { stream: true });
  }
  void reader.cancel().catch(() => undefined);
  return text;
}
