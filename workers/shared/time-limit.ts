/** A store did not answer in the time it was given. It may still do what it was asked. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/** Gives a promise `limitMs` to settle; after that throws `TimeLimitError` and lets it go. */
export async function withTimeLimit<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits on a timer of the caller's own request. */
export function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
