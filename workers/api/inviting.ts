import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import type { Inviting } from "../../services/invitations/mail-invitation.ts";
import { ownOrigin } from "./own-origin.ts";
import type { Call } from "./route.ts";

/** What mails of a call are sealed by, and the page that their links lead to. */
export function invitingOf({ env }: Pick<Call, "env">): Inviting {
  const envelopeKeys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
  return { envelopeKeys, pepper: env.API_KEY_PEPPER, origin: ownOrigin(env) };
}
