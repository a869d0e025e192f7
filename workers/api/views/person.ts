import type { OwnPerson } from "../../../services/people/own-person.ts";
import type { PasskeyRow } from "../../../services/people/passkeys.ts";
import type { ShownSession } from "../../../services/people/sessions.ts";
import { showInstant } from "./money.ts";

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
