import { eq } from "drizzle-orm";
import type { Permission } from "../../core/access/permissions.ts";
import type { Role } from "../../core/access/roles.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import type {
  AffiliateId,
  CustomRoleId,
  InvitationId,
  MemberId,
  OrganisationId,
  PersonId,
  SessionId,
  WorkspaceId,
} from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";

/** A person who is signed in; `cookie` is what its browser sends. */
export type SignedIn = {
  readonly personId: PersonId;
  readonly sessionId: SessionId;
  readonly cookie: string;
};

/** Writes a person with a session that stands. */
export async function insertSignedIn(db: Db): Promise<SignedIn> {
  const now = new Date();
  const personId = newId("per", now.getTime());
  const sessionId = newId("ses", now.getTime());
  const token = encodeBase64url(randomBytes(32));
  await db.insert(schema.people).values({
    ...{ id: personId, email: `${personId}@people.example`, emailHash: `email of ${personId}` },
    emailProvedAt: now,
  });
  await db.insert(schema.sessions).values({
    ...{ id: sessionId, personId, hash: sha256Hex(token), method: "email_code", lastUsedAt: now },
    ...{ verifiedAt: now, expiresAt: new Date(now.getTime() + 86_400_000) },
  });
  return { personId, sessionId, cookie: `tb_session=${token}` };
}

/** Makes a person a member of a workspace or, with `wide`, of its whole organisation. */
export async function insertMember(
  db: Db,
  personId: PersonId,
  {
    workspaceId,
    role,
    wide = false,
  }: {
    readonly workspaceId: WorkspaceId;
    readonly role: Role | { readonly customRoleId: CustomRoleId };
    readonly wide?: boolean;
  },
): Promise<MemberId> {
  const id = newId("mem", Date.now());
  await db.insert(schema.members).values({
    ...{ id, organisationId: await organisationOf(db, workspaceId), personId, createdBy: "system:test" },
    workspaceId: wide ? null : workspaceId,
    ...(typeof role === "string" ? { role } : { customRoleId: role.customRoleId }),
  });
  return id;
}

/** Makes a role of the organisation's own. */
export async function insertCustomRole(
  db: Db,
  workspaceId: WorkspaceId,
  permissions: readonly Permission[],
): Promise<CustomRoleId> {
  const id = newId("rol", Date.now());
  await db.insert(schema.customRoles).values({
    ...{ organisationId: await organisationOf(db, workspaceId), id, name: id, createdBy: "system:test" },
    permissions: [...permissions],
  });
  return id;
}

/** Invites an address of its own to be an agent; the link has expired and leads nowhere. */
export async function insertInvitation(db: Db, workspaceId: WorkspaceId): Promise<InvitationId> {
  const id = newId("inv", Date.now());
  const organisationId = await organisationOf(db, workspaceId);
  await db.insert(schema.invitations).values({
    ...{ workspaceId, id, organisationId, isWide: false, role: "agent", createdBy: "system:test" },
    ...{ email: `${id}@people.example`, emailHash: id, hash: id, expiresAt: new Date(0) },
  });
  return id;
}

/** Has a member look after affiliates from now on. */
export async function insertAssignments(
  db: Db,
  of: { readonly workspaceId: WorkspaceId; readonly memberId: MemberId },
  affiliateIds: readonly AffiliateId[],
): Promise<void> {
  const since = new Date();
  await db
    .insert(schema.affiliateAssignments)
    .values(affiliateIds.map((affiliateId) => ({ ...of, affiliateId, since })));
}

/** Writes a row into each table of members: an agent with an affiliate, a role that nobody has, and an invitation that has expired. */
export async function insertMemberRows(
  db: Db,
  {
    workspaceId,
    affiliateId,
    personId,
  }: { readonly workspaceId: WorkspaceId; readonly affiliateId: AffiliateId; readonly personId: PersonId },
): Promise<void> {
  const memberId = await insertMember(db, personId, { workspaceId, role: "agent" });
  await insertAssignments(db, { workspaceId, memberId }, [affiliateId]);
  await insertCustomRole(db, workspaceId, ["links:read"]);
  await insertInvitation(db, workspaceId);
}

async function organisationOf(db: Db, workspaceId: WorkspaceId): Promise<OrganisationId> {
  const [row] = await db
    .select({ organisationId: schema.workspaces.organisationId })
    .from(schema.workspaces)
    .where(eq(schema.workspaces.id, workspaceId));
  if (!row) throw new Error(`there is no ${workspaceId}`);
  return row.organisationId;
}
