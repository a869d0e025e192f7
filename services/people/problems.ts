import type { Conflict, Forbidden, Invalid, InvalidFields, NotFound } from "../shared/problems.ts";

/** Why somebody is not signed in. It tells nothing of whether the address is known, nor of what was wrong. */
export type SignInProblem =
  /** What was given proves nothing: wrong, expired, used before, or of nobody. */
  | { readonly code: "not_proved" }
  /** Too many tries, for the account or from the network. */
  | { readonly code: "too_many_tries"; readonly until: Date };

/** What is asked for takes a person who proved itself just now, and this one did not. */
export type VerificationRequired = { readonly code: "verification_required" };

/** Why something about a person was refused. */
export type PeopleProblem =
  | SignInProblem
  | VerificationRequired
  | NotFound
  | Conflict
  | Forbidden
  | Invalid
  | InvalidFields;

export const NOT_PROVED = { code: "not_proved" } as const;
