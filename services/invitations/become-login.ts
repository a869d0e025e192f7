import { and, eq } from "drizzle-orm";
import type { AffiliateId, PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, affiliates } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { tellOfLogin } from "../affiliates/contact-notice.ts";
import { findOwnAffiliate, type LoginRow, lockApplicant, tieLogin } from "../affiliates/tie-login.ts";
import { isSamePerson } from "../members/same-person.ts";
import { NOT_PROVED, type SignInProblem } from "../people/problems.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Conflict, Forbidden } from "../shared/problems.ts";
import { closeInvitation } from "./close-invitation.ts";
import type { InvitationRow } from "./invitations.ts";
import { isOutdated } from "./outdated.ts";

/**
 * Makes a person the login of an affiliate, which is told, by an invitation that is locked and proved its own. Nobody lets themselves in, and
 * who was taken out since it was mailed stays out, as does
 * who was mailed at another address than the one that the affiliate was given since.
 */
export async function becomeLogin(
  tx: Db,
  context: Context,
  {
    row,
    affiliateId,
    personId,
    keys,
  }: {
    readonly row: InvitationRow;
    readonly affiliateId: AffiliateId;
    readonly personId: PersonId;
    readonly keys: EnvelopeKeys;
  },
): Promise<
  Result<{ readonly login: LoginRow; readonly isNew: boolean }, SignInProblem | Conflict | Forbidden>
> {
  if (await isSamePerson(tx, context, row.createdBy)) return fail(OWN);
  await lockApplicant(tx, context, personId);
  const [before] = await tx
    .select()
    .from(affiliatePeople)
    .where(
      and(
        ...[eq(affiliatePeople.workspaceId, context.workspaceId), eq(affiliatePeople.personId, personId)],
        eq(affiliatePeople.affiliateId, affiliateId),
      ),
    );
  const standing = before && !before.removedAt ? before : null;
  if (row.acceptedAt) return standing ? ok({ login: standing, isNew: false }) : fail(NOT_PROVED);
  if (before?.removedAt && before.removedAt >= row.createdAt) return fail(NOT_PROVED);
  const refusal = standing ? null : await judgeTie(tx, context, { row, affiliateId, personId });
  if (refusal) return fail(refusal);
  const login = standing ?? (await tieLogin(tx, context, { affiliateId, personId }));
  await closeInvitation(tx, context, row, { personId });
  if (!standing) {
    await tellOfLogin(tx, context, keys, login);
    const change = { personId };
    await audit(tx, context, [{ action: "affiliate_login.created", subjectId: affiliateId, change }]);
  }
  return ok({ login, isNew: standing === null });
}

async function judgeTie(
  tx: Db,
  context: Context,
  {
    row,
    affiliateId,
    personId,
  }: { readonly row: InvitationRow; readonly affiliateId: AffiliateId; readonly personId: PersonId },
): Promise<Conflict | SignInProblem | null> {
  if (await findOwnAffiliate(tx, context, personId)) return OF_ANOTHER;
  const [affiliate] = await tx
    .select({
      ...{ status: affiliates.status, email: affiliates.email },
      emailChangedAt: affiliates.emailChangedAt,
    })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId)))
    .for("share");
  if (affiliate?.status !== "active") return SUSPENDED;
  return isOutdated(affiliate, row) ? NOT_PROVED : null;
}

const conflict = (message: string): Conflict => ({ code: "conflict", param: "token", message });
const OF_ANOTHER = conflict("is for who is no other affiliate of the merchant, and you are");
const SUSPENDED = conflict("is of an affiliate that is suspended");
const OWN: Forbidden = { code: "forbidden", message: "This invitation is your own: another invites you." };
