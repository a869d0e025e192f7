import { type Giver, mayGive, permissionsOfGiven } from "../../core/access/membership.ts";
import type { Role } from "../../core/access/roles.ts";
import type { CustomRoleId, OrganisationId, PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { members } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Forbidden, NotFound, Taken } from "../shared/problems.ts";
import { findCustomRole, type MemberRow } from "./load-member.ts";

/** A role as it is asked for: one of the product's, or the organisation's own. */
export type AskedRole = { readonly role: Role } | { readonly customRoleId: CustomRoleId };

/**
 * Writes a membership, of whom it was decided elsewhere that it may be: by an invitation, or by the making of an
 * organisation. The organisation must be named to the transaction (`lockOrganisation`).
 */
export async function insertMembership(
  tx: Db,
  context: Context,
  {
    organisationId,
    personId,
    isWide,
    ...asked
  }: AskedRole & {
    readonly organisationId: OrganisationId;
    readonly personId: PersonId;
    readonly isWide: boolean;
  },
): Promise<Result<MemberRow, Taken>> {
  const [row] = await tx
    .insert(members)
    .values({
      ...{ id: newId("mem", context.now.getTime()), organisationId, personId, createdBy: context.actor },
      ...{ workspaceId: isWide ? null : context.workspaceId, ...asked },
    })
    .onConflictDoNothing()
    .returning();
  if (!row) return fail({ code: "taken", param: "person_id" });
  await audit(tx, context, [
    { action: "member.added", subjectId: row.id, change: { personId, isWide, ...asked } },
  ]);
  return ok(row);
}

/** Why a role is neither given nor taken. */
export const BEYOND: Forbidden = {
  code: "forbidden",
  message: "That role is not yours to give or take: it has more than yours, or counts further.",
};

/** Whether a caller may give a role, and whether there is such a one. */
export async function judgeGiven(
  tx: Db,
  {
    giver,
    organisationId,
    isWide,
    asked,
  }: {
    readonly giver: Giver;
    readonly organisationId: OrganisationId;
    readonly isWide: boolean;
    readonly asked: AskedRole;
  },
): Promise<Result<"may", NotFound | Forbidden>> {
  const custom = "role" in asked ? null : await findCustomRole(tx, organisationId, asked.customRoleId);
  if (!("role" in asked) && custom?.status !== "active") {
    return fail({ code: "not_found", param: "custom_role_id" });
  }
  const given = permissionsOfGiven(
    "role" in asked ? asked : { customRoleId: asked.customRoleId, permissions: custom?.permissions ?? [] },
  );
  return mayGive(giver, "members:write", { given, isWide }) ? ok("may") : fail(BEYOND);
}
