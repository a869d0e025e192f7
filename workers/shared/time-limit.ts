/** A store did not answer in the time it was given. It may still do what it was asked. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/** Gives a promise `limitMs` to settle; after that throws `TimeLimitError` and lets it go. */
export function withTimeLimit<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new TimeLimitError(`no answer within ${limitMs} ms`));
    const timer = setTimeout(fail, limitMs);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Waits on a timer of the caller's own request. */
export function sleep(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
