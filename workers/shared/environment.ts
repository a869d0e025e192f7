/** The deployment lacks a binding, or holds one of a wrong form. Nothing a caller sends can cause or cure it. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(readonly binding: string) {
    super(`the environment has no good ${binding}`);
  }
}

/** Reads a secret; the error names the binding and leaves out the cause, since a secret must not get into a log. */
export function readSecret<Read>(name: string, text: string | undefined, read: (text: string) => Read): Read {
  try {
    return read(text ?? "");
  } catch {
    throw new EnvironmentError(name);
  }
}
