import { and, eq } from "drizzle-orm";
import type { AffiliateId, InvitationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { affiliates, invitations } from "../../db/schema/index.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import { lockOrganisation } from "../members/load-member.ts";
import { normalEmail } from "../people/context.ts";
import type { Page, PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound, Taken } from "../shared/problems.ts";
import {
  ACCEPTED,
  type Invitation,
  isInvitation,
  withoutHash,
  writeInvitation,
  writeRevoked,
} from "./invitations.ts";
import { pageOfInvitations } from "./list-invitations.ts";
import type { Inviting } from "./mail-invitation.ts";

const SUSPENDED: Conflict = {
  code: "conflict",
  param: "id",
  message: "is of an affiliate that is suspended",
};

/**
 * Invites an address, the affiliate's own unless another is given, to be the login of an affiliate that there is, and mails
 * it a link that is good for seven days, once.
 */
export function inviteLogin(
  context: Context,
  { affiliateId, email }: { readonly affiliateId: AffiliateId; readonly email: string | undefined },
  inviting: Inviting,
): Promise<Result<Invitation, NotFound | Conflict | Taken>> {
  return transact<Result<Invitation, NotFound | Conflict | Taken>>(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const [affiliate] = await tx
      .select({ email: affiliates.email, status: affiliates.status })
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId)))
      // An address that is being changed is the new one, or is changed after the invitation was made.
      .for("share");
    if (!affiliate) return fail({ code: "not_found", param: null });
    if (affiliate.status !== "active") return fail(SUSPENDED);
    const to = normalEmail(email ?? affiliate.email);
    const gift = { isWide: false, affiliateId } as const;
    return writeInvitation(tx, context, { organisationId, email: to, gift, inviting });
  });
}

/** Takes an invitation to be the login of an affiliate back, whose link leads nowhere from then on. Twice is harmless. */
export function revokeLoginInvitation(
  context: Context,
  affiliateId: AffiliateId,
  id: InvitationId,
): Promise<Result<Invitation, NotFound | Conflict>> {
  return transact<Result<Invitation, NotFound | Conflict>>(context, async (tx) => {
    await lockOrganisation(tx, context);
    const [row] = await tx
      .select()
      .from(invitations)
      .where(and(isInvitation(context, id), eq(invitations.affiliateId, affiliateId)))
      .for("update");
    if (!row) return fail({ code: "not_found", param: null });
    if (row.acceptedAt) return fail(ACCEPTED);
    return ok(row.revokedAt ? withoutHash(row) : await writeRevoked(tx, context, row));
  });
}

/** Invitations to be the login of an affiliate, oldest first, whatever became of them; null where there is none such. */
export function listLoginInvitations(
  context: Context,
  affiliateId: AffiliateId,
  page: PageRequest,
): Promise<Page<Invitation> | null> {
  return transact(context, async (tx) =>
    (await hasAffiliate(tx, context, affiliateId)) ? pageOfInvitations(tx, context, affiliateId, page) : null,
  );
}
