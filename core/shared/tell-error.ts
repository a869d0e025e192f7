/** A statement that failed, as the database's library throws it: its message repeats all values that were sent with it. */
type FailedStatement = Error & { readonly query: string; readonly cause?: unknown };

/** SQLSTATE class of values that cannot be read: Postgres quotes them. */
const OF_VALUES = "22";

/**
 * What went wrong, for a log. Of a statement that failed it is the statement, the SQLSTATE, the constraint and what Postgres
 * said, and never a value: one may be of a person, or a secret.
 */
export function tellError(error: unknown): string {
  if (!isStatement(error)) return String(error);
  const { code, constraint, message } = (error.cause ?? {}) as Readonly<Record<string, unknown>>;
  const isSaid = !(typeof code === "string" && code.startsWith(OF_VALUES));
  const told = [code, constraint, isSaid ? message : undefined].filter((part) => typeof part === "string");
  return [`Error: Failed query: ${error.query}`, ...told].join("\n");
}

/** As `tellError`, and where it was thrown. */
export function tellStack(error: Error): string {
  const { stack = String(error) } = error;
  if (!isStatement(error)) return stack;
  const [, frames = ""] = stack.split(error.message);
  return `${tellError(error)}${frames}`;
}

function isStatement(error: unknown): error is FailedStatement {
  return error instanceof Error && "query" in error && typeof error.query === "string" && "params" in error;
}
