import { STEP_UP_FAILURES_MAX } from "../../core/access/step-up.ts";
import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import {
  type GivenCode,
  type StepUp,
  type StepUpProblem,
  stepUpOfSession,
  verifyStepUp,
} from "../../services/step-up/verify-step-up.ts";
import { RequestError } from "../shared/errors.ts";
import type { Call } from "./route.ts";

/** The header of a one-time code. */
export const STEP_UP_HEADER = "Step-Up-Code";

/**
 * Takes the one-time code of a request, where it has one, and proves the caller by it; a person without one is proved by
 * having stepped up. Throws `RequestError` 403 for a code that is not right. Null without either: the verb then says
 * whether it asks for it (`step_up_required`).
 *
 * Called before anything else of the call, since wrong codes are counted outside of its transaction.
 */
export async function readStepUp(call: Call): Promise<StepUp | null> {
  const code = call.request.headers.get(STEP_UP_HEADER);
  const { caller, context } = call;
  if (code === null) return caller.kind === "key" ? null : stepUpOfSession(context, caller);
  const verified = await verifyStepUp(call, givenCode(call, code));
  if (!verified.ok) throw stepUpRefusal(verified.error);
  return verified.value;
}

/** As `readStepUp`, for a call that needs a code in any case: throws `RequestError` 403 without one. */
export async function requireStepUp(call: Call): Promise<StepUp> {
  const stepUp = await readStepUp(call);
  if (!stepUp) throw stepUpRequired();
  return stepUp;
}

/** A code as the services take it: for this route, in the form of six digits with or without a space. */
export function givenCode({ env, request }: Call, code: string): GivenCode {
  const { pathname } = new URL(request.url);
  return {
    ...{ code: code.replaceAll(" ", ""), purpose: `${request.method} ${pathname}` },
    keys: parseEnvelopeKeys(env.ENVELOPE_KEYS),
  };
}

/** That a call needs a code and came without one. */
export function stepUpRequired(): RequestError {
  return refusal(
    "step_up_required",
    "is required: a one-time code of a factor in force, or a session after POST /v1/session/step-up",
  );
}

/** Why a code was not taken, as the caller is told. */
export function stepUpRefusal(problem: StepUpProblem): RequestError {
  switch (problem.code) {
    case "step_up_not_enrolled":
      return refusal(
        "step_up_required",
        "needs a factor that is in force: enrol one, and have it vouched for",
      );
    case "step_up_wrong_code":
      return refusal("step_up_invalid", "is wrong, too old, or was used before");
    case "step_up_too_soon":
      return refusal("step_up_locked", `is not looked at before ${problem.until.toISOString()}`);
    case "step_up_locked":
      return refusal(
        "step_up_locked",
        `is of no use after ${STEP_UP_FAILURES_MAX} wrong ones: enrol another factor`,
      );
  }
}

function refusal(
  code: "step_up_required" | "step_up_invalid" | "step_up_locked",
  message: string,
): RequestError {
  return new RequestError(code, `${STEP_UP_HEADER} ${message}.`, [{ param: STEP_UP_HEADER, code, message }]);
}
