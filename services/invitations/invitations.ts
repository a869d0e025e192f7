import { and, count, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { Giver } from "../../core/access/membership.ts";
import type { AffiliateId, InvitationId, OrganisationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, invitations, members, people } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { lockOrganisation } from "../members/load-member.ts";
import { type AskedRole, judgeGiven } from "../members/members.ts";
import { emailHashOf, normalEmail } from "../people/context.ts";
import { newSecret } from "../people/secrets.ts";
import { type AuditEvent, audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, NotFound, Taken } from "../shared/problems.ts";
import { type Inviting, invitationHash, mailInvitation } from "./mail-invitation.ts";

/** How long the link of an invitation is good. */
export const INVITATION_MS = 7 * 86_400_000;
/** Mails of one invitation, the first among them, and of logins to one address in seven days: whoever invites shall not pester. */
export const SENDINGS_MAX = 5;
/** Invitations of a workspace that wait to be accepted. */
const OPEN_MAX = 500;

export type InvitationRow = typeof invitations.$inferSelect;
/** An invitation as it may be shown: never the hash of its link. */
export type Invitation = Omit<InvitationRow, "hash" | "emailHash">;
/** Why an invitation is not made, or stays as it is. */
type Refusal = NotFound | Conflict | Forbidden | Taken;

/**
 * Invites an address to be a member of the workspace or, `isWide`, of its whole organisation, and mails it a link that is
 * good for seven days, once. The inviter has all that the role has.
 */
export function createInvitation(
  context: Context,
  {
    giver,
    email: given,
    isWide,
    ...asked
  }: AskedRole & { readonly giver: Giver; readonly email: string; readonly isWide: boolean },
  inviting: Inviting,
): Promise<Result<Invitation, Refusal>> {
  const email = normalEmail(given);
  const emailHash = emailHashOf(inviting, email);
  return transact(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const judged = await judgeGiven(tx, { giver, organisationId, isWide, asked });
    if (!judged.ok) return judged;
    if (await isMember(tx, context, { organisationId, emailHash, isWide })) return fail(MEMBER);
    return writeInvitation(tx, context, { organisationId, email, inviting, gift: { isWide, ...asked } });
  });
}

/** What an invitation gives: a role of a place, or to be the login of an affiliate. */
type Gift =
  | ({ readonly isWide: boolean; readonly affiliateId?: undefined } & AskedRole)
  | { readonly isWide: false; readonly affiliateId: AffiliateId };

/**
 * Writes an invitation and leaves its mail, inside the transaction that judged it and locked the organisation. One of the
 * same to an address is open at a time: a second one is `taken`, unless the first was made until `outdatedUntil`.
 */
export async function writeInvitation(
  tx: Db,
  context: Context,
  {
    organisationId,
    email,
    gift,
    inviting,
    outdatedUntil = null,
  }: {
    readonly organisationId: OrganisationId;
    readonly email: string;
    readonly gift: Gift;
    readonly inviting: Inviting;
    readonly outdatedUntil?: Date | null;
  },
): Promise<Result<Invitation, Conflict | Taken>> {
  const { workspaceId, now } = context;
  const emailHash = emailHashOf(inviting, email);
  await endExpired(tx, context, { emailHash, outdatedUntil, ...gift });
  if ((await countOpen(tx, context)) >= OPEN_MAX) return fail(TOO_MANY);
  const id = newId("inv", now.getTime());
  const secret = newSecret();
  const [row] = await tx
    .insert(invitations)
    .values({
      ...{ workspaceId, id, organisationId, email, emailHash, createdBy: context.actor },
      ...{ hash: invitationHash(inviting, id, secret), createdAt: now, expiresAt: expiryOf(context) },
      ...gift,
    })
    .onConflictDoNothing()
    .returning();
  if (!row) return fail({ code: "taken", param: "email" });
  const change = { ...gift, expiresAt: row.expiresAt };
  await mailInvitation(tx, context, { row, secret, inviting });
  await audit(tx, context, [{ action: "invitation.created", subjectId: id, change }]);
  return ok(withoutHash(row));
}

/**
 * Sends an invitation once more, with another link and for another seven days: the link before it leads nowhere from then
 * on. It takes what inviting to the role takes, and one that has expired is good again.
 */
export function resendInvitation(
  context: Context,
  giver: Giver,
  { id, inviting }: { readonly id: InvitationId; readonly inviting: Inviting },
): Promise<Result<Invitation, Refusal>> {
  return withInvitation(context, giver, id, async (tx, before, isGivable) => {
    if (before.revokedAt) return fail(REVOKED);
    if (!isGivable) return fail(ARCHIVED);
    if (before.sendings >= SENDINGS_MAX) return fail(SENT_ENOUGH);
    const secret = newSecret();
    const row = await write(tx, context, before, {
      ...{ hash: invitationHash(inviting, id, secret), sendings: before.sendings + 1 },
      expiresAt: expiryOf(context),
    });
    const told = ({ sendings, expiresAt }: InvitationRow) => ({ sendings, expires_at: expiresAt });
    const change = { from: told(before), to: told(row) };
    await mailInvitation(tx, context, { row, secret, inviting });
    await audit(tx, context, [{ action: "invitation.resent", subjectId: id, change }]);
    return ok(withoutHash(row));
  });
}

/** Takes an invitation back: its link leads nowhere from then on. Twice is harmless. */
export function revokeInvitation(
  context: Context,
  giver: Giver,
  id: InvitationId,
): Promise<Result<Invitation, Refusal>> {
  return withInvitation(context, giver, id, async (tx, before) => {
    if (before.revokedAt) return ok(withoutHash(before));
    return ok(await writeRevoked(tx, context, before));
  });
}

/** Takes a locked invitation back that is open or has expired. */
export async function writeRevoked(tx: Db, context: Context, before: InvitationRow): Promise<Invitation> {
  const row = await write(tx, context, before, { revokedAt: context.now });
  await audit(tx, context, [revocation(before.id, "asked")]);
  return withoutHash(row);
}

/** Which invitations are to be the login of an affiliate, or a member where none is named. */
export const isTo = (affiliateId: AffiliateId | undefined) =>
  affiliateId === undefined ? isNull(invitations.affiliateId) : eq(invitations.affiliateId, affiliateId);

/** The role that an invitation gives. */
export function askedOf({ id, role, customRoleId }: InvitationRow): AskedRole {
  if (role !== null) return { role };
  if (customRoleId === null) throw new Error(`${id} gives no role`);
  return { customRoleId };
}

/** Names one invitation in a statement. */
export const isInvitation = ({ workspaceId }: Pick<Context, "workspaceId">, id: InvitationId) =>
  and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, id));

const conflict = (param: string, message: string): Conflict => ({ code: "conflict", param, message });
const MEMBER = conflict("email", "is of a member there");
const TOO_MANY = conflict("email", `is one too many: ${OPEN_MAX} invitations are open`);
/** That what was accepted is not taken back. */
export const ACCEPTED = conflict("id", "is of an invitation that was accepted");
const REVOKED = conflict("id", "is of an invitation that was revoked");
const ARCHIVED = conflict("id", "is of an invitation to a role that was archived");
const SENT_ENOUGH = conflict("id", `is of an invitation that was sent ${SENDINGS_MAX} times`);

const expiryOf = ({ now }: Context): Date => new Date(now.getTime() + INVITATION_MS);
const revocation = (subjectId: InvitationId, why: "asked" | "expired"): AuditEvent => ({
  ...{ action: "invitation.revoked", subjectId },
  change: { from: why === "asked" ? "open" : "expired", to: "revoked", why },
});

/** An invitation without what tells of its link. */
export function withoutHash({ hash: _hash, emailHash: _email, ...shown }: InvitationRow): Invitation {
  return shown;
}

/**
 * Runs `work` on an invitation that was not accepted, locked, where its role is the caller's to give. One to a role that
 * was archived leads nowhere and is not givable by anyone: who may write members may take it back.
 */
function withInvitation(
  context: Context,
  giver: Giver,
  id: InvitationId,
  work: (tx: Db, before: InvitationRow, isGivable: boolean) => Promise<Result<Invitation, Refusal>>,
): Promise<Result<Invitation, Refusal>> {
  return transact(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const [before] = await tx.select().from(invitations).where(isInvitation(context, id)).for("update");
    if (!before || before.affiliateId !== null) return fail({ code: "not_found", param: null });
    if (before.acceptedAt) return fail(ACCEPTED);
    const given = { giver, organisationId, isWide: before.isWide, asked: askedOf(before) };
    const judged = await judgeGiven(tx, given);
    if (!judged.ok && judged.error.code === "forbidden") return judged;
    return work(tx, before, judged.ok);
  });
}

async function write(
  tx: Db,
  context: Context,
  { id }: InvitationRow,
  set: Partial<InvitationRow>,
): Promise<InvitationRow> {
  const [row] = await tx.update(invitations).set(set).where(isInvitation(context, id)).returning();
  if (!row) throw new Error("a locked invitation was not written");
  return row;
}

type Place = {
  readonly organisationId: OrganisationId;
  readonly emailHash: string;
  readonly isWide: boolean;
};

async function isMember(
  tx: Db,
  { workspaceId }: Context,
  { organisationId, emailHash, isWide }: Place,
): Promise<boolean> {
  const [member] = await tx
    .select({ id: members.id })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        ...[eq(members.organisationId, organisationId), eq(members.status, "active")],
        isWide ? isNull(members.workspaceId) : eq(members.workspaceId, workspaceId),
        eq(people.emailHash, emailHash),
      ),
    );
  return member !== undefined;
}

const waits = ({ workspaceId }: Context) =>
  and(
    eq(invitations.workspaceId, workspaceId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );

/** One of the same to the address that has expired, or is outdated, gives its place to a new one. */
async function endExpired(
  tx: Db,
  context: Context,
  {
    emailHash,
    outdatedUntil,
    isWide,
    affiliateId,
  }: Gift & { readonly emailHash: string; readonly outdatedUntil: Date | null },
): Promise<void> {
  const isOver = or(
    lte(invitations.expiresAt, context.now),
    outdatedUntil ? lte(invitations.createdAt, outdatedUntil) : undefined,
  );
  const ended = await tx
    .update(invitations)
    .set({ revokedAt: context.now })
    .where(
      and(
        ...[waits(context), isOver],
        ...[eq(invitations.emailHash, emailHash), eq(invitations.isWide, isWide), isTo(affiliateId)],
      ),
    )
    .returning({ id: invitations.id });
  await audit(
    tx,
    context,
    ended.map(({ id }) => revocation(id, "expired")),
  );
}

/** As `isOutdated` says; of a member's invitation, and of an address that never changed, there is nothing to compare. */
const IS_NOT_OUTDATED = sql`(lower(btrim(${affiliates.email})) = ${invitations.email}
  or ${affiliates.emailChangedAt} < ${invitations.createdAt}) is not false`;

async function countOpen(tx: Db, context: Context): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(invitations)
    .leftJoin(
      affiliates,
      and(eq(affiliates.workspaceId, invitations.workspaceId), eq(affiliates.id, invitations.affiliateId)),
    )
    .where(and(waits(context), gt(invitations.expiresAt, context.now), IS_NOT_OUTDATED));
  return row?.open ?? 0;
}
