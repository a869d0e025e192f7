import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { CustomRoleId, MemberId, OrganisationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { customRoles, members, organisations, workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

export type MemberRow = typeof members.$inferSelect;

/**
 * The organisation of the workspace, locked until the transaction ends, and named to the locks of rows: from here on
 * the transaction may write what is the whole organisation's.
 */
export async function lockOrganisation(tx: Db, { workspaceId }: Context): Promise<OrganisationId> {
  const [row] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .innerJoin(workspaces, eq(workspaces.organisationId, organisations.id))
    .where(eq(workspaces.id, workspaceId))
    .for("update", { of: organisations });
  if (!row) throw new Error("the workspace of a caller is gone");
  await tx.execute(sql`select set_config('app.organisation_id', ${row.id}, true)`);
  return row.id;
}

/** A membership that reaches the workspace, or null. */
export async function findMember(tx: Db, context: Context, id: MemberId): Promise<MemberRow | null> {
  const [row] = await tx
    .select()
    .from(members)
    .where(and(eq(members.id, id), reaches(context)));
  return row ?? null;
}

/** Those of these memberships that reach the workspace and count. */
export async function findActiveMembers(
  tx: Db,
  context: Context,
  ids: readonly MemberId[],
): Promise<ReadonlySet<MemberId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(inArray(members.id, [...ids]), eq(members.status, "active"), reaches(context)));
  return new Set(rows.map(({ id }) => id));
}

/** Memberships that reach the workspace: its own, and those of its organisation. */
export const reaches = ({ workspaceId }: Context) =>
  or(
    eq(members.workspaceId, workspaceId),
    and(
      isNull(members.workspaceId),
      sql`${members.organisationId} = (select organisation_id from workspaces where id = ${workspaceId})`,
    ),
  );

/** A role of the organisation's own that can be given, or null. */
export async function findCustomRole(
  tx: Db,
  organisationId: OrganisationId,
  id: CustomRoleId,
): Promise<typeof customRoles.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(customRoles)
    .where(and(eq(customRoles.organisationId, organisationId), eq(customRoles.id, id)));
  return row ?? null;
}
