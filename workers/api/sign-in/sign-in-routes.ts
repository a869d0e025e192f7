import {
  addressRequest,
  codeRequest,
  nothing,
  passkeySignInRequest,
  passwordSignInRequest,
  resetRequest,
  secondFactorRequest,
} from "../../../contracts/api/people.ts";
import type { ProofId } from "../../../core/shared/id.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import {
  beginPasskeySignIn,
  type PasskeyAnswer,
  signInByPasskey,
} from "../../../services/people/passkeys.ts";
import { requestPasswordReset, resetPassword } from "../../../services/people/passwords.ts";
import { signInBySecondFactor } from "../../../services/people/second-factor.ts";
import { endSessionOf } from "../../../services/people/sessions.ts";
import { requestEmailCode, signInByCode } from "../../../services/people/sign-in-by-code.ts";
import { signInByPassword } from "../../../services/people/sign-in-by-password.ts";
import type { SignedIn } from "../../../services/people/start-session.ts";
import { showInstant } from "../views/money.ts";
import { passkeyChallengeView, passwordResetView, signInCodeView, signInView } from "../views/person.ts";
import { sessionCookie, sessionToken } from "./cookie.ts";
import { leakedPasswords } from "./leaked-passwords.ts";
import { definePersonRoute, type PersonCall } from "./person-route.ts";
import { unwrapSignIn } from "./refusals.ts";

/** Signing in: by a code that is mailed, a password or a passkey, with a second factor for who has one. */
export const signInRoutes = [
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/code",
    access: "anyone",
    summary: "Mails a code to sign in with; the answer is the same for every address.",
    body: addressRequest,
    answers: { 202: signInCodeView },
    handler: async (call) => {
      const { id, expiresAt } = unwrapSignIn(call, await requestEmailCode(call.people, call.body.email));
      const answer = { id, object: "sign_in_code", expires_at: showInstant(expiresAt) };
      return Response.json(answer, { status: 202 });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/code/verify",
    access: "anyone",
    summary: "Signs in by a code that was mailed.",
    body: codeRequest,
    answers: { 200: signInView },
    handler: async (call) => {
      const { id, code } = call.body;
      const given = { id: id as ProofId, code: code.replaceAll(" ", "") };
      return answerSignIn(call, unwrapSignIn(call, await signInByCode(call.people, given)));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/password",
    access: "anyone",
    summary: "Signs in by a password; the answer does not tell whether the address is known.",
    body: passwordSignInRequest,
    answers: { 200: signInView },
    handler: async (call) =>
      answerSignIn(call, unwrapSignIn(call, await signInByPassword(call.people, call.body))),
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/second-factor",
    access: "anyone",
    summary: "Ends a sign-in by a code of the person's authenticator, or a recovery code.",
    body: secondFactorRequest,
    answers: { 200: signInView },
    handler: async (call) => {
      const { token, code, recovery_code: recoveryCode } = call.body;
      const factor = code === undefined ? { recoveryCode: recoveryCode ?? "" } : { code };
      return answerSignIn(
        call,
        unwrapSignIn(call, await signInBySecondFactor(call.people, { token, factor })),
      );
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/passkey/options",
    access: "anyone",
    summary: "Begins a sign-in by passkey: what the browser is to be asked for.",
    body: nothing,
    answers: { 200: passkeyChallengeView },
    handler: async (call) => {
      const { id, expiresAt, options } = unwrapSignIn(call, await beginPasskeySignIn(call.people));
      return Response.json({ id, object: "passkey_challenge", expires_at: showInstant(expiresAt), options });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/passkey",
    access: "anyone",
    summary: "Signs in by what a passkey made of its challenge.",
    body: passkeySignInRequest,
    answers: { 200: signInView },
    handler: async (call) => {
      const { id, response } = call.body;
      const answer = { id: id as ProofId, response: response as unknown as PasskeyAnswer["response"] };
      return answerSignIn(call, unwrapSignIn(call, await signInByPasskey(call.people, answer)));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/password-reset",
    access: "anyone",
    summary: "Mails a link to set a new password; the answer is the same for every address.",
    body: addressRequest,
    answers: { 202: passwordResetView },
    handler: async (call) => {
      unwrapSignIn(call, await requestPasswordReset(call.people, call.body.email));
      return Response.json({ object: "password_reset", status: "mailed" }, { status: 202 });
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/sign-in/password-reset/complete",
    access: "anyone",
    summary: "Sets a new password by a link that was mailed, and ends every session of its person.",
    body: resetRequest,
    answers: { 200: passwordResetView },
    handler: async (call) => {
      const { token, password } = call.body;
      const given = { token, next: password, isLeaked: leakedPasswords(call.env) };
      unwrapSignIn(call, await resetPassword(call.people, given));
      return Response.json({ object: "password_reset", status: "done" });
    },
  }),
];

/** Sets the cookie of a new session and ends the one the browser had, or asks for the second factor. */
async function answerSignIn(
  { request, people }: Pick<PersonCall, "request" | "people">,
  signedIn: SignedIn,
): Promise<Response> {
  const expires = { expires_at: showInstant(signedIn.expiresAt) };
  if (signedIn.kind === "second_factor") {
    return Response.json({
      object: "sign_in",
      status: "second_factor_required",
      token: signedIn.token,
      ...expires,
    });
  }
  const before = sessionToken(request);
  if (before !== null) await endSessionOf(people, sha256Hex(before), "signed_in_anew");
  const { personId, sessionId, token } = signedIn;
  const answer = { object: "sign_in", status: "signed_in", person_id: personId, session_id: sessionId };
  const headers = { "set-cookie": sessionCookie(request, token) };
  return Response.json({ ...answer, ...expires }, { headers });
}
