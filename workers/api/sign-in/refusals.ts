import type { Result } from "../../../core/shared/result.ts";
import type { PeopleProblem } from "../../../services/people/problems.ts";
import { RequestError } from "../../shared/errors.ts";
import { invalidFields } from "../answer.ts";
import { invalid, notFound } from "../params.ts";
import type { PersonCall } from "./person-route.ts";

type Refused = Pick<PersonCall, "people">;

/** What is said where nobody is signed in yet, whatever was wrong. */
const UNPROVED = "This proves nothing: it is wrong, has expired, or was used before.";

/** Gives what a sign-in came to, or throws the `RequestError` that tells why it did not: 401, or 429 until it may be tried again. */
export function unwrapSignIn<T>(call: Refused, result: Result<T, PeopleProblem>): T {
  if (!result.ok && result.error.code === "not_proved") throw new RequestError("unauthenticated", UNPROVED);
  return unwrapPeople(call, result);
}

/** Gives what a verb made of a person's call, or throws the `RequestError` that tells why it refused. */
export function unwrapPeople<T>({ people }: Refused, result: Result<T, PeopleProblem>): T {
  if (result.ok) return result.value;
  const { error } = result;
  switch (error.code) {
    case "not_proved":
      throw new RequestError("step_up_invalid", UNPROVED);
    case "verification_required":
      throw new RequestError(
        "step_up_required",
        "Prove yourself again: POST /v1/session/step-up, or sign in.",
      );
    case "too_many_tries":
      throw new RequestError(
        ...(["rate_limited", `Too many tries: wait until ${error.until.toISOString()}.`, []] as const),
        Math.max(1, Math.ceil((error.until.getTime() - people.now.getTime()) / 1_000)),
      );
    case "not_found":
      throw notFound();
    case "conflict":
      throw new RequestError("conflict", `${error.param} ${error.message}.`, [
        { param: error.param, code: "conflict", message: error.message },
      ]);
    case "forbidden":
      throw new RequestError("forbidden", error.message);
    case "invalid":
      throw invalid(error.param, error.message);
    case "invalid_fields":
      throw invalidFields(error.fields);
  }
}
