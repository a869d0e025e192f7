import * as z from "zod/mini";
import { ROLES } from "../../../core/access/roles.ts";
import type { Invitation } from "../../../services/invitations/invitations.ts";
import type { LoginInvitation } from "../../../services/invitations/login-invitations.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, oneOf, text, view } from "./schema.ts";

/** An invitation: never its token, which is in the mail alone. */
export const invitationView = view("Invitation", {
  id: idOf("inv"),
  object: z.literal("invitation"),
  /** Null for who may not see personal data. */
  email: maybe(text),
  role: maybe(oneOf(...ROLES)),
  custom_role_id: maybe(idOf("rol")),
  scope: oneOf("workspace", "organisation"),
  status: oneOf("open", "expired", "accepted", "revoked"),
  member_id: maybe(idOf("mem")),
  created_by: text,
  created_at: instant,
  expires_at: instant,
  accepted_at: maybeInstant,
  revoked_at: maybeInstant,
});

/** An invitation to be the login of an affiliate: never its token. */
export const loginInvitationView = view("AffiliateInvitation", {
  id: idOf("inv"),
  object: z.literal("affiliate_invitation"),
  affiliate_id: idOf("aff"),
  /** Null for who may not see personal data. */
  email: maybe(text),
  status: oneOf("open", "expired", "accepted", "revoked"),
  /** Who accepted it, and became the login. */
  person_id: maybe(idOf("per")),
  created_by: text,
  created_at: instant,
  expires_at: instant,
  accepted_at: maybeInstant,
  revoked_at: maybeInstant,
});

/** Shows an invitation to be the login of an affiliate as it stands at an instant. */
export function showLoginInvitation(
  row: Invitation & Partial<LoginInvitation>,
  now: Date,
): z.output<typeof loginInvitationView> {
  if (row.affiliateId === null) throw new Error(`${row.id} is of no affiliate`);
  const { email, personId, createdBy } = row;
  return {
    ...{ id: row.id, object: "affiliate_invitation", affiliate_id: row.affiliateId, email },
    ...{ status: statusOf(row, now), person_id: personId, created_by: createdBy },
    ...showTimes(row),
  };
}

/** Shows an invitation as it stands at an instant. */
export function showInvitation(row: Invitation, now: Date): z.output<typeof invitationView> {
  return {
    ...{ id: row.id, object: "invitation", email: row.email, role: row.role },
    ...{ custom_role_id: row.customRoleId, scope: row.isWide ? "organisation" : "workspace" },
    ...{ status: statusOf(row, now), member_id: row.memberId, created_by: row.createdBy },
    ...showTimes(row),
  };
}

function showTimes(row: Invitation) {
  return {
    ...{ created_at: showInstant(row.createdAt), expires_at: showInstant(row.expiresAt) },
    ...{ accepted_at: showInstant(row.acceptedAt), revoked_at: showInstant(row.revokedAt) },
  };
}

function statusOf(
  { acceptedAt, revokedAt, expiresAt, isOutdated = false }: Invitation & Partial<LoginInvitation>,
  now: Date,
) {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return isOutdated || expiresAt <= now ? "expired" : "open";
}
