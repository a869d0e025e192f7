import * as z from "zod/mini";
import { PERMISSIONS } from "../../../core/access/permissions.ts";
import { ROLES } from "../../../core/access/roles.ts";
import type { Assignment } from "../../../services/members/assignments.ts";
import type { CustomRole } from "../../../services/members/custom-roles.ts";
import type { ReachedOrganisation, ReachedWorkspace } from "../../../services/members/find-access.ts";
import type { MemberRow } from "../../../services/members/load-member.ts";
import type { Member } from "../../../services/members/member-resource.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

const membership = {
  id: idOf("mem"),
  object: z.literal("member"),
  person_id: idOf("per"),
  role: maybe(oneOf(...ROLES)),
  custom_role_id: maybe(idOf("rol")),
  scope: oneOf("workspace", "organisation"),
  status: oneOf("active", "removed"),
  created_by: text,
  created_at: instant,
  removed_at: maybeInstant,
  version: z.int(),
};
/** A membership, as what makes it answers. */
export const memberView = view("Member", membership);
/** A membership with who it is; the address is null for who may not see personal data. */
export const listedMemberView = view("ListedMember", {
  ...membership,
  name: maybe(text),
  email: maybe(text),
});
/** A role of the organisation's own. */
export const customRoleView = view("CustomRole", {
  id: idOf("rol"),
  object: z.literal("custom_role"),
  name: text,
  permissions: several(text),
  status: oneOf("active", "archived"),
  created_by: text,
  created_at: instant,
  updated_at: instant,
});
/** An affiliate that a member looks after. */
export const assignmentView = view("AffiliateAssignment", {
  object: z.literal("affiliate_assignment"),
  affiliate_id: idOf("aff"),
  member_id: idOf("mem"),
  since: instant,
  ended_at: maybeInstant,
});
/** An organisation. */
export const organisationView = view("Organisation", {
  id: idOf("org"),
  object: z.literal("organisation"),
  name: text,
});
/** A workspace that a person reaches, and what it may do there. */
export const reachedWorkspaceView = view("ReachedWorkspace", {
  id: idOf("ws"),
  object: z.literal("workspace"),
  name: text,
  mode: oneOf("live", "test"),
  organisation_id: idOf("org"),
  member_id: idOf("mem"),
  role: text,
  permissions: several(oneOf(...(Object.keys(PERMISSIONS) as [string, ...string[]]))),
  organisation_permissions: several(text),
});
/** Everything a person reaches. */
export const reachedView = view("Reached", {
  object: z.literal("reached"),
  organisations: several(organisationView),
  workspaces: several(reachedWorkspaceView),
});

/** Shows a membership. */
export function showMember(row: MemberRow): z.output<typeof memberView> {
  return {
    ...{ id: row.id, object: "member", person_id: row.personId, role: row.role },
    ...{ custom_role_id: row.customRoleId, scope: row.workspaceId === null ? "organisation" : "workspace" },
    ...{ status: row.status, created_by: row.createdBy, created_at: showInstant(row.createdAt) },
    ...{ removed_at: showInstant(row.removedAt), version: row.version },
  };
}

/** Shows a membership with who it is. */
export function showListedMember(row: Member): z.output<typeof listedMemberView> {
  return { ...showMember(row), name: row.name, email: row.email };
}

/** Shows a role of the organisation's own. */
export function showCustomRole(row: CustomRole): z.output<typeof customRoleView> {
  return {
    ...{ id: row.id, object: "custom_role", name: row.name, permissions: row.permissions },
    ...{ status: row.status, created_by: row.createdBy, created_at: showInstant(row.createdAt) },
    updated_at: showInstant(row.updatedAt),
  };
}

/** Shows an assignment. */
export function showAssignment(row: Assignment): z.output<typeof assignmentView> {
  return {
    ...{ object: "affiliate_assignment", affiliate_id: row.affiliateId, member_id: row.memberId },
    ...{ since: showInstant(row.since), ended_at: showInstant(row.endedAt) },
  };
}

/** Shows an organisation. */
export function showOrganisation({ id, name }: ReachedOrganisation): z.output<typeof organisationView> {
  return { id, object: "organisation", name };
}

/** Shows a workspace with what the person may do there, so that a UI hides the rest. */
export function showReachedWorkspace({
  id,
  name,
  mode,
  organisationId,
  access,
}: ReachedWorkspace): z.output<typeof reachedWorkspaceView> {
  return {
    ...{ id, object: "workspace", name, mode, organisation_id: organisationId, member_id: access.memberId },
    ...{ role: access.role, permissions: [...access.permissions].sort() },
    organisation_permissions: [...access.organisationPermissions].sort(),
  };
}
