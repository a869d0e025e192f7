import { TributaryError } from "./errors.ts";

/** Answers after which the same call may do: something is away, busy, or at the same call. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Pauses double from this one, each cut at random, so that many callers do not come back at once. */
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 30_000;

/** What a call may take, and what it is made with. */
export type FetchOptions = {
  /** Tries beside the first. */
  readonly retriesMax: number;
  /** How long one try may take. */
  readonly timeoutMs: number;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sleep: (durationMs: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
};

/**
 * Sends a request again where that can do no harm and may help: a GET always, any other by its `Idempotency-Key`, under which the
 * service does a thing once and repeats its answer. Waits as `Retry-After` says, else twice as long each time. Gives the last answer
 * there was; throws `TributaryError` with code `no_answer` where none came.
 */
export async function fetchResiliently(request: Request, options: FetchOptions): Promise<Response> {
  const mayRepeat = request.method === "GET" || request.headers.has("idempotency-key");
  const triesMax = mayRepeat ? options.retriesMax + 1 : 1;
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryOnce(tries < triesMax ? request.clone() : request, options);
    const isLast = tries >= triesMax;
    if (outcome instanceof Response) {
      if (isLast || !(await mayPass(outcome))) return outcome;
      await outcome.body?.cancel();
      await options.sleep(pauseMs(tries, options.random, outcome.headers.get("retry-after")));
    } else {
      if (isLast || request.signal.aborted) throw noAnswer(request, outcome.cause);
      await options.sleep(pauseMs(tries, options.random, null));
    }
  }
}

async function tryOnce(
  request: Request,
  { fetch, timeoutMs }: FetchOptions,
): Promise<Response | { readonly cause: unknown }> {
  try {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    return await fetch(new Request(request, { signal }));
  } catch (cause) {
    return { cause };
  }
}

/** A conflict passes where it is only that the same call is under way. */
async function mayPass(response: Response): Promise<boolean> {
  if (response.status !== 409) return PASSING.has(response.status);
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { error?: { code?: unknown } } | null;
  return body?.error?.code === "idempotency_in_flight";
}

function pauseMs(tries: number, random: () => number, retryAfter: string | null): number {
  const seconds = retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : null;
  if (seconds !== null) return Math.min(seconds * 1_000, 2 * PAUSE_MS_MAX);
  const most = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** (tries - 1));
  return most / 2 + random() * (most / 2);
}

function noAnswer(request: Request, cause: unknown): TributaryError {
  const { pathname } = new URL(request.url);
  return new TributaryError({
    status: 0,
    code: "no_answer",
    message: `No answer to ${request.method} ${pathname}.`,
    cause,
  });
}
