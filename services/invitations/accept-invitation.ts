import { eq } from "drizzle-orm";
import { type InvitationId, isId, type OrganisationId, type PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { invitations, people } from "../../db/schema/index.ts";
import type { LoginRow } from "../affiliates/tie-login.ts";
import { isGone } from "../members/gone-makers.ts";
import { findCustomRole, findMember, lockOrganisation, type MemberRow } from "../members/load-member.ts";
import { insertMembership } from "../members/members.ts";
import { byProof, prove } from "../people/by-proof.ts";
import { actorOf, type PeopleContext } from "../people/context.ts";
import type { Session } from "../people/find-session.ts";
import { NOT_PROVED, type SignInProblem } from "../people/problems.ts";
import { takeTry } from "../people/throttle.ts";
import { type Context, transactOrRefuse } from "../shared/context.ts";
import type { Conflict, Forbidden } from "../shared/problems.ts";
import { becomeLogin } from "./become-login.ts";
import { closeInvitation } from "./close-invitation.ts";
import { askedOf, type InvitationRow, isInvitation } from "./invitations.ts";
import { invitationHash } from "./mail-invitation.ts";

/** Why an invitation is not accepted. */
type Refusal = SignInProblem | Conflict | Forbidden;
/** The membership, or the login of an affiliate, by an invitation, and whether this call made it. */
type Accepted = { readonly isNew: boolean } & ({ readonly member: MemberRow } | { readonly login: LoginRow });

/**
 * Accepts an invitation by the link that was mailed, as the person whose address it was sent to. One membership or login
 * comes of it, however many accept it at once: whoever comes later, as the same person, is given that one as long as it stands.
 */
export async function acceptInvitation(
  call: PeopleContext,
  { personId }: Session,
  token: string,
): Promise<Result<Accepted, Refusal>> {
  const until = await takeTry(call, { trying: "challenge", account: `invitation ${personId}` });
  if (until) return fail({ code: "too_many_tries", until });
  const found = await findByLink(call, token);
  if (!found) return fail(NOT_PROVED);
  const { db, requestId, now, networkHash } = call;
  const { workspaceId, id, hash } = found;
  const context: Context = {
    ...{ db, requestId, now, networkHash, workspaceId },
    actor: actorOf(personId),
  };
  return transactOrRefuse<Accepted, Refusal>(context, async (tx) => {
    await prove(tx, { personId });
    const [person] = await tx
      .select({ emailHash: people.emailHash })
      .from(people)
      .where(eq(people.id, personId));
    if (person?.emailHash !== found.emailHash) return fail(OF_ANOTHER);
    const organisationId = await lockOrganisation(tx, context);
    const [row] = await tx.select().from(invitations).where(isInvitation(context, id)).for("update");
    // The link may have been resent, and the invitation accepted or revoked, since it was looked for.
    if (!row || row.hash !== hash) return fail(NOT_PROVED);
    if (row.revokedAt || (!row.acceptedAt && row.expiresAt <= now)) return fail(NOT_PROVED);
    // Who invites gives what is theirs: of who is a member no more it is not, whatever was open meanwhile.
    if (!row.acceptedAt && (await isGone(tx, context, row.createdBy))) return fail(NOT_PROVED);
    return row.affiliateId === null
      ? becomeMember(tx, context, { row, organisationId, personId })
      : becomeLogin(tx, context, { row, affiliateId: row.affiliateId, personId, keys: call.envelopeKeys });
  });
}

async function becomeMember(
  tx: Db,
  context: Context,
  {
    row,
    organisationId,
    personId,
  }: {
    readonly row: InvitationRow;
    readonly organisationId: OrganisationId;
    readonly personId: PersonId;
  },
): Promise<Result<Accepted, Refusal>> {
  if (row.memberId !== null) {
    const member = await findMember(tx, context, row.memberId);
    return member?.status === "active" ? ok({ member, isNew: false }) : fail(NOT_PROVED);
  }
  const { customRoleId, isWide } = row;
  const custom = customRoleId && (await findCustomRole(tx, organisationId, customRoleId));
  if (custom && custom.status !== "active") return fail(ARCHIVED);
  const given = { organisationId, personId, isWide, ...askedOf(row) };
  const made = await insertMembership(tx, context, given);
  if (!made.ok) return fail(MEMBER);
  await closeInvitation(tx, context, row, { memberId: made.value.id });
  return ok({ member: made.value, isNew: true });
}

const OF_ANOTHER: Forbidden = {
  code: "forbidden",
  message: "This invitation was sent to another address: sign in with that one.",
};
const MEMBER: Conflict = {
  code: "conflict",
  param: "token",
  message: "is for who is no member there, and you are",
};
const ARCHIVED: Conflict = { code: "conflict", param: "token", message: "is for a role that was archived" };

/** An invitation by its link, before anything is known of its workspace; null if it leads nowhere. */
async function findByLink(call: PeopleContext, token: string): Promise<InvitationRow | null> {
  const [id = "", secret = "", ...more] = token.split(".");
  if (!isId("inv", id) || secret === "" || more.length > 0) return null;
  const hash = invitationHash(call, id satisfies InvitationId, secret);
  const [row] = await byProof(call.db, { invitationHash: hash }, (tx) =>
    tx.select().from(invitations).where(eq(invitations.hash, hash)),
  );
  return row ?? null;
}
