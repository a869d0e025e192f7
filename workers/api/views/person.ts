import * as z from "zod/mini";
import { jsonObject } from "../../../contracts/described.ts";
import type { OwnPerson } from "../../../services/people/own-person.ts";
import type { PasskeyRow } from "../../../services/people/passkeys.ts";
import type { ShownSession } from "../../../services/people/sessions.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

/** A person, as it sees itself. */
export const personView = view("Person", {
  ...{ id: idOf("per"), object: z.literal("person"), email: text, name: maybe(text) },
  ...{ has_password: z.boolean(), has_authenticator: z.boolean(), created_at: instant },
});

/** A session, as its person sees it. */
export const sessionView = view("Session", {
  ...{ id: idOf("ses"), object: z.literal("session"), person_id: idOf("per"), method: text },
  ...{ is_current: z.boolean(), user_agent: maybe(text), verified_at: maybeInstant },
  ...{ last_used_at: instant, expires_at: instant, created_at: instant },
});

/** A passkey, as its person sees it. */
export const passkeyView = view("Passkey", {
  ...{ id: idOf("psk"), object: z.literal("passkey"), name: text, is_backed_up: z.boolean() },
  ...{ last_used_at: maybeInstant, created_at: instant },
});

/** What happened to a person. */
export const personEventView = view("PersonEvent", {
  ...{ object: z.literal("person_event"), sequence: text, actor: text, action: text, subject_id: text },
  ...{ change: jsonObject("What was before and after."), request_id: text, created_at: instant },
});

/** That a code was mailed. */
export const signInCodeView = view("SignInCode", {
  ...{ id: idOf("prf"), object: z.literal("sign_in_code"), expires_at: instant },
});

/** A new session, or what is asked for before there is one. */
export const signInView = z.union([
  view("SignedIn", {
    ...{ object: z.literal("sign_in"), status: z.literal("signed_in") },
    ...{ person_id: idOf("per"), session_id: idOf("ses"), expires_at: instant },
  }),
  view("SecondFactorRequired", {
    ...{ object: z.literal("sign_in"), status: z.literal("second_factor_required") },
    ...{ token: text, expires_at: instant },
  }),
]);

/** What a browser is to be asked for. */
export const passkeyChallengeView = view("PasskeyChallenge", {
  ...{ id: idOf("prf"), object: z.literal("passkey_challenge"), expires_at: instant },
  options: jsonObject("What `navigator.credentials` takes."),
});

/** How far the change of a password by mail has come. */
export const passwordResetView = view("PasswordReset", {
  ...{ object: z.literal("password_reset"), status: oneOf("mailed", "done") },
});

/** That a password was changed. */
export const passwordView = view("Password", {
  ...{ object: z.literal("password"), status: z.literal("changed") },
});

/** That an address is to prove itself. */
export const emailChangeView = view("EmailChange", {
  ...{ object: z.literal("email_change"), status: z.literal("mailed") },
});

/** An authenticator with its secret, shown this once. */
export const enrolledAuthenticatorView = view("EnrolledAuthenticator", {
  ...{
    id: idOf("pfa"),
    object: z.literal("authenticator"),
    status: z.literal("enrolled"),
    otpauth_uri: text,
  },
});

/** An authenticator in force with its recovery codes, shown this once. */
export const confirmedAuthenticatorView = view("ConfirmedAuthenticator", {
  ...{ object: z.literal("authenticator"), status: z.literal("in_force"), recovery_codes: several(text) },
});

/** An authenticator that is out of use. */
export const revokedAuthenticatorView = view("RevokedAuthenticator", {
  ...{ object: z.literal("authenticator"), status: z.literal("revoked") },
});

/** A passkey that is out of use. */
export const revokedPasskeyView = view("RevokedPasskey", {
  ...{ id: idOf("psk"), object: z.literal("passkey"), status: z.literal("revoked") },
});

/** A session that ended. */
export const revokedSessionView = view("RevokedSession", {
  ...{ id: idOf("ses"), object: z.literal("session"), status: z.literal("revoked") },
});

/** How many sessions ended. */
export const revokedSessionsView = view("RevokedSessions", {
  ...{ object: z.literal("sessions_revoked"), revoked: count },
});

/** When the person proved itself once more. */
export const stepUpView = view("StepUp", { object: z.literal("step_up"), verified_at: instant });

/** Shows a person to itself. */
export function showPerson(person: OwnPerson) {
  return {
    id: person.id,
    object: "person",
    email: person.email,
    name: person.name,
    has_password: person.hasPassword,
    has_authenticator: person.hasAuthenticator,
    created_at: showInstant(person.createdAt),
  };
}

/** Shows a session to its person; `current` is the one that asks. */
export function showSession(session: ShownSession, currentId: string) {
  return {
    id: session.id,
    object: "session",
    person_id: session.personId,
    method: session.method,
    is_current: session.id === currentId,
    user_agent: session.userAgent,
    verified_at: showInstant(session.verifiedAt),
    last_used_at: showInstant(session.lastUsedAt),
    expires_at: showInstant(session.expiresAt),
    created_at: showInstant(session.createdAt),
  };
}

/** Shows a passkey to its person: never its key. */
export function showPasskey(passkey: PasskeyRow) {
  return {
    id: passkey.id,
    object: "passkey",
    name: passkey.name,
    is_backed_up: passkey.isBackedUp,
    last_used_at: showInstant(passkey.lastUsedAt),
    created_at: showInstant(passkey.createdAt),
  };
}

/** What happened to a person, as the person may see it. */
export function showPersonEvent(event: {
  readonly sequence: bigint;
  readonly actor: string;
  readonly action: string;
  readonly subjectId: string;
  readonly change: unknown;
  readonly requestId: string;
  readonly createdAt: Date;
}) {
  return {
    object: "person_event",
    sequence: String(event.sequence),
    actor: event.actor,
    action: event.action,
    subject_id: event.subjectId,
    change: event.change,
    request_id: event.requestId,
    created_at: showInstant(event.createdAt),
  };
}
