/** An expected outcome of a rule: a value, or a refusal that the caller must handle. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** The rule was met. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** The rule says no. */
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
