/** SQLSTATE classes that say the database is away or busy: connection, resources, operator, serialization. */
const AWAY = /^(08|53|57|58|40)/;
/** What drivers say when the socket is gone, without a SQLSTATE. */
const CUT = /connect|terminated|timeout|timed out|websocket|socket|network|ECONN|closed/i;

/** The SQLSTATE of an error or of what caused it; null where Postgres itself said nothing. */
function sqlState(error: unknown): string | null {
  for (
    let each = error;
    typeof each === "object" && each !== null;
    each = (each as { cause?: unknown }).cause
  ) {
    const { code } = each as { code?: unknown };
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/** True if trying again later can help: nothing is wrong with what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return AWAY.test(state);
  for (
    let each = error;
    typeof each === "object" && each !== null;
    each = (each as { cause?: unknown }).cause
  ) {
    const { message, type } = each as { message?: unknown; type?: unknown };
    // A socket that never opened is reported as an event of type `error`.
    if (type === "error" || (typeof message === "string" && CUT.test(message))) return true;
  }
  return false;
}

/** True if Postgres refused the data itself (SQLSTATE classes 22 and 23): trying again cannot help. */
export function isDataRefused(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? "");
}

/**
 * What went wrong, in the words of whoever noticed first: a query's own error repeats its statement and
 * all its values, which belong into no log.
 */
export function textOfCause(error: unknown): string {
  let deepest = error;
  while (hasCause(deepest)) deepest = deepest.cause;
  const { message } = (deepest ?? {}) as { message?: unknown };
  return deepest instanceof Error || typeof message !== "string" ? String(deepest) : message;
}

function hasCause(error: unknown): error is { readonly cause: object } {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return typeof cause === "object" && cause !== null;
}

/** True if a unique index refused the row: another has its value. */
export function isTaken(error: unknown): boolean {
  return sqlState(error) === "23505";
}

/** True if Postgres gave up a wait for a lock: it took too long, or would have ended in a ring. */
export function isLockRefused(error: unknown): boolean {
  return ["55P03", "40P01"].includes(sqlState(error) ?? "");
}
