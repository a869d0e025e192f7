import { and, count, eq, gt, isNotNull } from "drizzle-orm";
import type { AffiliateId, InvitationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, invitations } from "../../db/schema/index.ts";
import { lockOrganisation } from "../members/load-member.ts";
import { emailHashOf, normalEmail } from "../people/context.ts";
import type { Page, PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound, Taken } from "../shared/problems.ts";
import {
  ACCEPTED,
  INVITATION_MS,
  type Invitation,
  isInvitation,
  SENDINGS_MAX,
  withoutHash,
  writeInvitation,
  writeRevoked,
} from "./invitations.ts";
import { pageOfInvitations } from "./list-invitations.ts";
import type { Inviting } from "./mail-invitation.ts";
import { isOutdated, outdatedUntil } from "./outdated.ts";

const SUSPENDED: Conflict = {
  code: "conflict",
  param: "id",
  message: "is of an affiliate that is suspended",
};
const SENT_ENOUGH: Conflict = {
  code: "conflict",
  param: "email",
  message: `was mailed ${SENDINGS_MAX} such invitations in seven days`,
};

/**
 * Invites an address, the affiliate's own unless another is given, to be the login of an affiliate that there is, and mails
 * it a link that is good for seven days, once; five times in seven days at most.
 */
export function inviteLogin(
  context: Context,
  { affiliateId, email }: { readonly affiliateId: AffiliateId; readonly email: string | undefined },
  inviting: Inviting,
): Promise<Result<Invitation, NotFound | Conflict | Taken>> {
  return transact<Result<Invitation, NotFound | Conflict | Taken>>(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const [affiliate] = await tx
      .select({ ...ADDRESS, status: affiliates.status })
      .from(affiliates)
      .where(isNamed(context, affiliateId))
      // An address that is being changed is the new one, or is changed after the invitation was made.
      .for("share");
    if (!affiliate) return fail({ code: "not_found", param: null });
    if (affiliate.status !== "active") return fail(SUSPENDED);
    const to = normalEmail(email ?? affiliate.email);
    if ((await countLately(tx, context, emailHashOf(inviting, to))) >= SENDINGS_MAX) return fail(SENT_ENOUGH);
    const gift = { isWide: false, affiliateId } as const;
    const asked = { organisationId, email: to, gift, inviting };
    return writeInvitation(tx, context, { ...asked, outdatedUntil: outdatedUntil(affiliate, to) });
  });
}

/** How many of them, of whatever affiliate and whatever became of them, the workspace mailed to an address in the last seven days. */
async function countLately(tx: Db, { workspaceId, now }: Context, emailHash: string): Promise<number> {
  const [row] = await tx
    .select({ sent: count() })
    .from(invitations)
    .where(
      and(
        ...[eq(invitations.workspaceId, workspaceId), eq(invitations.emailHash, emailHash)],
        isNotNull(invitations.affiliateId),
        gt(invitations.createdAt, new Date(now.getTime() - INVITATION_MS)),
      ),
    );
  return row?.sent ?? 0;
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

/** An invitation to be the login of an affiliate, and whether it leads nowhere since the affiliate has another address. */
export type LoginInvitation = Invitation & { readonly isOutdated: boolean };

/** Invitations to be the login of an affiliate, oldest first, whatever became of them; null where there is none such. */
export function listLoginInvitations(
  context: Context,
  affiliateId: AffiliateId,
  page: PageRequest,
): Promise<Page<LoginInvitation> | null> {
  return transact(context, async (tx) => {
    const [affiliate] = await tx.select(ADDRESS).from(affiliates).where(isNamed(context, affiliateId));
    if (!affiliate) return null;
    const { rows, ...rest } = await pageOfInvitations(tx, context, affiliateId, page);
    return { ...rest, rows: rows.map((row) => ({ ...row, isOutdated: isOutdated(affiliate, row) })) };
  });
}

const ADDRESS = { email: affiliates.email, emailChangedAt: affiliates.emailChangedAt };
const isNamed = ({ workspaceId }: Pick<Context, "workspaceId">, id: AffiliateId) =>
  and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, id));
