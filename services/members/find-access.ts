import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Access, accessTo, type Membership } from "../../core/access/membership.ts";
import type { OrganisationId, PersonId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { customRoles, members, organisations, workspaces } from "../../db/schema/index.ts";
import { byProof } from "../people/by-proof.ts";

/** A workspace that a person reaches, and what it may do there. */
export type ReachedWorkspace = {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly mode: "live" | "test";
  readonly organisationId: OrganisationId;
  readonly access: Access;
};

/** An organisation that a person belongs to, as a whole or by one of its workspaces. */
export type ReachedOrganisation = { readonly id: OrganisationId; readonly name: string };

/**
 * What a person may do in a workspace at this moment; null for one that it does not reach, whether or not there is
 * such a one. Nothing of it is kept: a role that changes counts from the next call on.
 */
export function findAccess(
  db: Db,
  { personId, workspaceId }: { readonly personId: PersonId; readonly workspaceId: WorkspaceId },
): Promise<Access | null> {
  return byProof(db, { personId }, async (tx) => {
    await tx.execute(sql`select set_config('app.workspace_ids', ${workspaceId}, true)`);
    const rows = await tx
      .select({ ...MEMBERSHIP, ofOrganisation: workspaces.organisationId })
      .from(members)
      .innerJoin(workspaces, eq(workspaces.organisationId, members.organisationId))
      .leftJoin(customRoles, OF_MEMBER)
      .where(and(isOwn(personId), eq(workspaces.id, workspaceId)));
    const [first] = rows;
    if (!first) return null;
    return accessTo({ id: workspaceId, organisationId: first.ofOrganisation }, rows.map(membershipOf));
  });
}

/** Everything a person reaches: its organisations, and the workspaces with what it may do there, oldest first. */
export function listReached(
  db: Db,
  personId: PersonId,
): Promise<{
  readonly organisations: readonly ReachedOrganisation[];
  readonly workspaces: readonly ReachedWorkspace[];
}> {
  return byProof(db, { personId }, async (tx) => {
    const own = await tx
      .select({ organisationId: members.organisationId, workspaceId: members.workspaceId })
      .from(members)
      .where(isOwn(personId));
    if (own.length === 0) return { organisations: [], workspaces: [] };
    const whole = own.flatMap((each) => (each.workspaceId === null ? [each.organisationId] : []));
    const single = own.flatMap((each) => (each.workspaceId === null ? [] : [each.workspaceId]));
    await tx.execute(sql`
      select set_config('app.organisation_ids', ${whole.join(",")}, true),
             set_config('app.workspace_ids', ${single.join(",")}, true)`);
    const seen = await tx
      .select()
      .from(workspaces)
      .where(sql`${inList(workspaces.organisationId, whole)} or ${inList(workspaces.id, single)}`)
      .orderBy(asc(workspaces.id));
    // From here on as in these workspaces, since roles and names are seen by them.
    await tx.execute(
      sql`select set_config('app.workspace_ids', ${seen.map(({ id }) => id).join(",")}, true)`,
    );
    const rows = await tx
      .select(MEMBERSHIP)
      .from(members)
      .leftJoin(customRoles, OF_MEMBER)
      .where(isOwn(personId));
    const memberships = rows.map(membershipOf);
    const named = await tx
      .select({ id: organisations.id, name: organisations.name })
      .from(organisations)
      .where(
        inArray(
          organisations.id,
          seen.map((each) => each.organisationId),
        ),
      )
      .orderBy(asc(organisations.id));
    return {
      organisations: named,
      workspaces: seen.flatMap(({ id, name, mode, organisationId }) => {
        const access = accessTo({ id, organisationId }, memberships);
        return access ? [{ id, name, mode, organisationId, access }] : [];
      }),
    };
  });
}

const MEMBERSHIP = {
  id: members.id,
  organisationId: members.organisationId,
  workspaceId: members.workspaceId,
  role: members.role,
  customRoleId: members.customRoleId,
  permissions: customRoles.permissions,
};

const OF_MEMBER = and(
  eq(customRoles.organisationId, members.organisationId),
  eq(customRoles.id, members.customRoleId),
);

const isOwn = (personId: PersonId) => and(eq(members.personId, personId), eq(members.status, "active"));

const inList = (column: typeof workspaces.id | typeof workspaces.organisationId, ids: readonly string[]) =>
  sql`${column} = any (string_to_array(${ids.join(",")}, ','))`;

type Row = Pick<typeof members.$inferSelect, "id" | "organisationId" | "workspaceId"> & {
  readonly role: typeof members.$inferSelect.role;
  readonly customRoleId: typeof members.$inferSelect.customRoleId;
  readonly permissions: readonly string[] | null;
};

function membershipOf({ role, customRoleId, permissions, ...of }: Row): Membership {
  if (role !== null) return { ...of, role };
  if (customRoleId === null) throw new Error(`${of.id} has no role`);
  return { ...of, customRoleId, permissions: permissions ?? [] };
}
