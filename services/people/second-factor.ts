import { fail, ok, type Result } from "../../core/shared/result.ts";
import { byProof } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";
import { takeFactorCode, takeRecoveryCode } from "./factor-codes.ts";
import type { Session } from "./find-session.ts";
import { NOT_PROVED, type SignInProblem } from "./problems.ts";
import { spendProof, tryToken } from "./proofs.ts";
import { type SignedIn, startSession } from "./start-session.ts";
import { forgiveTries, takeTry } from "./throttle.ts";

/** A code of the authenticator, or one of those for the day it is lost. */
export type SecondFactor = { readonly code: string } | { readonly recoveryCode: string };

/** Ends a sign-in by its second factor. */
export async function signInBySecondFactor(
  context: PeopleContext,
  { token, factor }: { readonly token: string; readonly factor: SecondFactor },
): Promise<Result<SignedIn, SignInProblem>> {
  const proof = await tryToken(context, { token, kind: "second_factor" });
  if (!proof) return fail(NOT_PROVED);
  const { id, personId } = proof;
  const tried = { trying: "second_factor", account: personId } as const;
  const until = await takeTry(context, tried);
  if (until) return fail({ code: "too_many_tries", until });
  const isRight =
    "code" in factor
      ? await takeFactorCode(context, personId, { code: factor.code, purpose: "sign_in" })
      : await takeRecoveryCode(context, personId, factor.recoveryCode);
  if (!isRight) return fail(NOT_PROVED);
  const { method } = proof.detail as { readonly method: Session["method"] };
  const signedIn = await byProof(context.db, { personId }, async (tx) =>
    (await spendProof(tx, context, id))
      ? startSession(tx, context, { personId, method, isVerified: true })
      : null,
  );
  if (!signedIn) return fail(NOT_PROVED);
  await forgiveTries(context, tried);
  return ok(signedIn);
}
