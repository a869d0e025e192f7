import type { CustomRoleId, MemberId, OrganisationId, WorkspaceId } from "../shared/id.ts";
import { isPermission, isPortalPermission, type Permission } from "./permissions.ts";
import { permissionsOf, type Role } from "./roles.ts";

/** A role as a member has it: one of the product's, or one that its organisation made. */
export type GivenRole =
  | { readonly role: Role }
  | { readonly customRoleId: CustomRoleId; readonly permissions: readonly string[] };

/** What a person is in an organisation or, where that is not null, in one of its workspaces. */
export type Membership = GivenRole & {
  readonly id: MemberId;
  readonly organisationId: OrganisationId;
  readonly workspaceId: WorkspaceId | null;
};

/** What a person may do in one workspace, and by which membership. */
export type Access = {
  readonly memberId: MemberId;
  readonly role: Role | CustomRoleId;
  readonly permissions: ReadonlySet<Permission>;
  /** What it may do in the whole organisation: what is above workspaces asks for this. */
  readonly organisationPermissions: ReadonlySet<Permission>;
  /** The membership by whose assignments rows are bounded, or null where all are seen. */
  readonly agentId: MemberId | null;
};

/** The permissions of a role. What is no permission any more, or is an affiliate's, is none of it. */
export function permissionsOfGiven(given: GivenRole): ReadonlySet<Permission> {
  if ("role" in given) return permissionsOf(given.role);
  return new Set(given.permissions.filter(isPermission).filter((each) => !isPortalPermission(each)));
}

/**
 * What a person may do in a workspace: the role on the organisation is inherited, and of two the stronger counts, that
 * is the one that has all of the other's permissions; where neither has, the one given on the workspace. Null without
 * a membership that reaches it.
 */
export function accessTo(
  workspace: { readonly id: WorkspaceId; readonly organisationId: OrganisationId },
  memberships: readonly Membership[],
): Access | null {
  const ofOrganisation = memberships.filter((each) => each.organisationId === workspace.organisationId);
  const inherited = ofOrganisation.find((each) => each.workspaceId === null) ?? null;
  const own = ofOrganisation.find((each) => each.workspaceId === workspace.id) ?? null;
  const counts = own && inherited ? stronger(own, inherited) : (own ?? inherited);
  if (!counts) return null;
  const isAgent = "role" in counts && counts.role === "agent";
  return {
    memberId: counts.id,
    role: "role" in counts ? counts.role : counts.customRoleId,
    permissions: permissionsOfGiven(counts),
    organisationPermissions: inherited ? permissionsOfGiven(inherited) : new Set(),
    agentId: isAgent ? counts.id : null,
  };
}

function stronger(own: Membership, inherited: Membership): Membership {
  return hasAll(permissionsOfGiven(inherited), permissionsOfGiven(own)) ? inherited : own;
}

/** What bounds a caller who gives roles: what it may do in the workspace, and in the whole organisation. */
export type Giver = {
  readonly permissions: ReadonlySet<Permission>;
  /** Of a key none: a key is of one workspace. */
  readonly organisationPermissions: ReadonlySet<Permission>;
};

/**
 * True if a caller may give or take a role: it has the permission for that where the role counts, in the workspace or
 * in the whole organisation, and there all that the role has.
 */
export function mayGive(
  giver: Giver,
  by: Permission,
  { given, isWide }: { readonly given: ReadonlySet<Permission>; readonly isWide: boolean },
): boolean {
  const has = isWide ? giver.organisationPermissions : giver.permissions;
  return has.has(by) && hasAll(has, given);
}

/** True if one set of permissions has all of another's. */
function hasAll(has: ReadonlySet<Permission>, asked: Iterable<Permission>): boolean {
  return [...asked].every((permission) => has.has(permission));
}
