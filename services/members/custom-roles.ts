import { and, asc, eq, gt, sql } from "drizzle-orm";
import { type Giver, mayGive, permissionsOfGiven } from "../../core/access/membership.ts";
import { isPortalPermission, type Permission } from "../../core/access/permissions.ts";
import type { Act } from "../../core/events/acts.ts";
import type { CustomRoleId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { isTaken } from "../../db/errors.ts";
import { customRoles, members } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, Invalid, NotFound, Taken } from "../shared/problems.ts";
import { findCustomRole, lockOrganisation } from "./load-member.ts";

export type CustomRole = typeof customRoles.$inferSelect;

/** Why a role stays as it is. */
export type CustomRoleRefusal = NotFound | Conflict | Forbidden | Invalid | Taken;

/** Roles of the organisation's own that can be given, oldest first. */
export function listCustomRoles(context: Context, { limit, after }: PageRequest): Promise<Page<CustomRole>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(customRoles)
      .where(
        and(
          sql`${customRoles.organisationId} = (select organisation_id from workspaces where id = ${context.workspaceId})`,
          eq(customRoles.status, "active"),
          after ? gt(customRoles.id, after as CustomRoleId) : undefined,
        ),
      )
      .orderBy(asc(customRoles.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** Makes a role of permissions that the caller has on the whole organisation. */
export function createCustomRole(
  context: Context,
  giver: Giver,
  { name, permissions }: { readonly name: string; readonly permissions: readonly Permission[] },
): Promise<Result<CustomRole, CustomRoleRefusal>> {
  return writing(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const refusal = refusalOf(giver, permissions);
    if (refusal) return fail(refusal);
    const [row] = await tx
      .insert(customRoles)
      .values({
        ...{ organisationId, id: newId("rol", context.now.getTime()), name },
        ...{ permissions: [...new Set(permissions)].sort(), createdBy: context.actor },
      })
      .returning();
    if (!row) throw new Error("a new role was not written");
    const change = { name, permissions: row.permissions };
    await audit(tx, context, [{ action: "custom_role.created", subjectId: row.id, change }]);
    return ok(row);
  });
}

/** Changes a role, for all who have it, from their next call on. */
export function updateCustomRole(
  context: Context,
  giver: Giver,
  {
    id,
    ...given
  }: { readonly id: CustomRoleId; readonly name?: string; readonly permissions?: Permission[] },
): Promise<Result<CustomRole, CustomRoleRefusal>> {
  return withRole(context, giver, id, async (tx, before) => {
    const refusal = given.permissions && refusalOf(giver, given.permissions);
    if (refusal) return fail(refusal);
    const permissions = given.permissions ? [...new Set(given.permissions)].sort() : before.permissions;
    const change = { name: given.name ?? before.name, permissions };
    if (changesNothing(before, change)) return ok(before);
    return ok(await write(tx, context, before, { ...change, action: "custom_role.updated" }));
  });
}

/** Archives a role that no member has any more: it can be given no longer. Twice is harmless. */
export function archiveCustomRole(
  context: Context,
  giver: Giver,
  id: CustomRoleId,
): Promise<Result<CustomRole, CustomRoleRefusal>> {
  return withRole(context, giver, id, async (tx, before) => {
    const [holder] = await tx
      .select({ id: members.id })
      .from(members)
      .where(
        and(
          eq(members.organisationId, before.organisationId),
          eq(members.customRoleId, id),
          eq(members.status, "active"),
        ),
      )
      .limit(1);
    if (holder) {
      return fail({ code: "conflict", param: "id", message: "is the role of members: give them another" });
    }
    return ok(await write(tx, context, before, { status: "archived", action: "custom_role.archived" }));
  });
}

function withRole(
  context: Context,
  giver: Giver,
  id: CustomRoleId,
  work: (tx: Db, role: CustomRole) => Promise<Result<CustomRole, CustomRoleRefusal>>,
): Promise<Result<CustomRole, CustomRoleRefusal>> {
  return writing(context, async (tx) => {
    const role = await findCustomRole(tx, await lockOrganisation(tx, context), id);
    if (!role) return fail({ code: "not_found", param: null });
    if (role.status === "archived") return ok(role);
    const given = permissionsOfGiven({ customRoleId: id, permissions: role.permissions });
    return mayGive(giver, "roles:write", { given, isWide: true }) ? work(tx, role) : fail(BEYOND);
  });
}

/** As `transact`; another role of the name is told as such. */
async function writing(
  context: Context,
  work: (tx: Db) => Promise<Result<CustomRole, CustomRoleRefusal>>,
): Promise<Result<CustomRole, CustomRoleRefusal>> {
  try {
    return await transact(context, work);
  } catch (error) {
    if (isTaken(error)) return fail({ code: "taken", param: "name" });
    throw error;
  }
}

const BEYOND: Forbidden = {
  code: "forbidden",
  message: "A role of the organisation takes your own on it, and can have nothing that yours does not have.",
};

function refusalOf(giver: Giver, permissions: readonly Permission[]): Forbidden | Invalid | null {
  if (permissions.some(isPortalPermission)) {
    return { code: "invalid", param: "permissions", message: "of the portal are for affiliates alone" };
  }
  const given = new Set(permissions);
  return mayGive(giver, "roles:write", { given, isWide: true }) ? null : BEYOND;
}

async function write(
  tx: Db,
  context: Context,
  before: CustomRole,
  { action, ...set }: Partial<CustomRole> & { readonly action: Act },
): Promise<CustomRole> {
  const [after] = await tx
    .update(customRoles)
    .set({ ...set, updatedAt: context.now })
    .where(and(eq(customRoles.organisationId, before.organisationId), eq(customRoles.id, before.id)))
    .returning();
  if (!after) throw new Error("a locked role was not written");
  await audit(tx, context, [{ action, subjectId: before.id, change: changesOf(before, after) }]);
  return after;
}
