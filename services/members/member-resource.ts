import { and, eq, inArray, isNull } from "drizzle-orm";
import { type GivenRole, type Giver, mayGive, permissionsOfGiven } from "../../core/access/membership.ts";
import { assert } from "../../core/shared/assert.ts";
import type { CustomRoleId, MemberId, OrganisationId, PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { customRoles, members, people, workspaces } from "../../db/schema/index.ts";
import { releaseTasks } from "../crm/release-tasks.ts";
import { endInvitationsOfGone } from "../invitations/end-invitations.ts";
import { instant, picked, text } from "../resources/columns.ts";
import type { Claimed, Means, Resource, RowChange } from "../resources/resource.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Conflict, Problem } from "../shared/problems.ts";
import { lockOrganisation, type MemberRow, reaches } from "./load-member.ts";
import { BEYOND } from "./members.ts";

/** A membership with what tells who it is. */
export type Member = MemberRow & { readonly name: string | null; readonly email: string };

type Change = RowChange<Member>;
type CustomRoleRow = typeof customRoles.$inferSelect;
type Roles = ReadonlyMap<CustomRoleId, CustomRoleRow>;

/**
 * Members of the workspace and of its whole organisation. Who is made one (with `isWide`, of the organisation) is a member
 * of the other already: whoever is not, is invited. A role that changed counts from the member's next call on; one who was
 * removed finds nothing by then, and its tasks are nobody's (those of other workspaces once a cron comes by). The last owner
 * of an organisation stays one.
 */
export const memberResource: Resource<Member> = {
  ...{ object: "member", prefix: "mem", table: members, key: ["id"] },
  joined: {
    table: people,
    on: eq(people.id, members.personId),
    fields: { name: people.name, email: people.email },
  },
  columns: {
    person_id: picked("personId"),
    name: text("name", ["eq", "contains"], { isSearched: true }),
    email: text("email", ["eq", "contains"], { isSearched: true, isSorted: true, isCaseless: true }),
    role: picked("role"),
    custom_role_id: picked("customRoleId"),
    scope: text("workspaceId"),
    status: picked("status"),
    created_by: picked("createdBy"),
    created_at: instant("createdAt", { isSorted: true }),
    removed_at: instant("removedAt"),
  },
  masked: ["email"],
  ends: { field: "removedAt", verb: "remove", did: "removed" },
  onArchive: { status: "removed" },
  reach: reaches,
  judge: judgeChanges,
  claim: claimPlaces,
  told: tellChange,
  written: async (tx, context, changes) => {
    if (changes.every(({ after }) => after.status !== "removed")) return;
    await audit(tx, context, await releaseTasks(tx, context));
    await endInvitationsOfGone(tx, context, await lockOrganisation(tx, context));
  },
};

function tellChange({ before, after }: Change): ReturnType<NonNullable<Resource<Member>["told"]>> {
  const { personId, role, customRoleId, workspaceId } = after;
  if (!before) {
    const given = role === null ? { customRoleId } : { role };
    return { did: "added", change: { personId, isWide: workspaceId === null, ...given } };
  }
  if (after.status === "removed") {
    return { change: { role: roleOf(after), from: before.status, to: after.status } };
  }
  return { did: "role_changed", change: { from: roleOf(before), to: roleOf(after) } };
}

const roleOf = ({ role, customRoleId }: MemberRow): string | null => role ?? customRoleId;

const LAST_OWNER: Conflict = {
  ...{ code: "conflict", param: "id" },
  message: "is of the last owner of the organisation: make another one first",
};

/**
 * Refuses what the caller may not take or give, a role that there is none of, and the end of the last owner: whom the
 * call itself makes an owner does not count as another. The organisation is locked after the rows, as by the trigger that
 * keeps an owner; from then on nobody else makes or changes members of it.
 */
async function judgeChanges(
  tx: Db,
  context: Context,
  changes: readonly Change[],
  { giver }: Means,
): Promise<readonly (Problem | null)[]> {
  assert(giver !== undefined, "who changes members is known by what it may give");
  if (changes.length === 0) return [];
  const organisationId = await lockOrganisation(tx, context);
  const roles = await findRoles(tx, organisationId, changes);
  const owners = await findOwners(tx, organisationId);
  return changes.map((change) => {
    const { before, after } = change;
    const problem = judgeRoles(change, giver, roles);
    if (problem || !before || !isOwner(before) || isOwner(after)) return problem;
    if (owners.size === 1) return LAST_OWNER;
    owners.delete(before.id);
    return null;
  });
}

function judgeRoles({ before, after, asked }: Change, giver: Giver, roles: Roles): Problem | null {
  const isWide = before ? before.workspaceId === null : asked.isWide === true;
  const isTheirs = (row: MemberRow) =>
    mayGive(giver, "members:write", { given: permissionsOfGiven(givenTo(row, roles)), isWide });
  if (before && !isTheirs(before)) return BEYOND;
  if (after.status === "removed") return null;
  const { customRoleId } = after;
  if (customRoleId !== null && roles.get(customRoleId)?.status !== "active") {
    return { code: "not_found", param: "custom_role_id" };
  }
  return isTheirs(after) ? null : BEYOND;
}

function givenTo({ id, role, customRoleId }: MemberRow, roles: Roles): GivenRole {
  if (role !== null) return { role };
  const custom = customRoleId && roles.get(customRoleId);
  if (!custom) throw new Error(`${id} has no role`);
  return { customRoleId: custom.id, permissions: custom.permissions };
}

/** The organisation's own roles that the changes take or give. */
async function findRoles(tx: Db, organisationId: OrganisationId, changes: readonly Change[]): Promise<Roles> {
  const held = changes.flatMap(({ before, after }) => [before?.customRoleId, after.customRoleId]);
  const ids = new Set(held.filter((id) => id !== null && id !== undefined));
  if (ids.size === 0) return new Map();
  const isNamed = and(eq(customRoles.organisationId, organisationId), inArray(customRoles.id, [...ids]));
  const rows = await tx.select().from(customRoles).where(isNamed);
  return new Map(rows.map((row) => [row.id, row]));
}

const isOwner = ({ role, workspaceId, status }: MemberRow): boolean =>
  role === "owner" && workspaceId === null && status === "active";

async function findOwners(tx: Db, organisationId: OrganisationId): Promise<Set<MemberId>> {
  const isOne = and(
    ...[eq(members.organisationId, organisationId), isNull(members.workspaceId)],
    ...[eq(members.status, "active"), eq(members.role, "owner")],
  );
  const rows = await tx.select({ id: members.id }).from(members).where(isOne);
  return new Set(rows.map(({ id }) => id));
}

const placeOf = (personId: PersonId, isWide: boolean): string => `${personId} ${isWide}`;

/** Where new members come, and who they are. A person that the workspace does not know is none, nor one who is there already. */
async function claimPlaces(tx: Db, context: Context, changes: readonly Change[]): Promise<Claimed> {
  const { workspaceId, actor } = context;
  const ids = [...new Set(changes.flatMap(({ before, after }) => (before ? [] : [after.personId])))];
  if (ids.length === 0) return {};
  const { id: personId, name, email } = people;
  const found = await tx
    .select({ personId, name, email, organisationId: workspaces.organisationId })
    .from(people)
    .innerJoin(workspaces, eq(workspaces.id, workspaceId))
    .where(inArray(personId, ids));
  const known = new Map(found.map((person) => [person.personId, person]));
  const standing = await tx
    .select({ personId: members.personId, workspaceId: members.workspaceId })
    .from(members)
    .where(and(reaches(context), eq(members.status, "active"), inArray(members.personId, ids)));
  const taken = new Set(standing.map((each) => placeOf(each.personId, each.workspaceId === null)));
  const problems = changes.map(({ before, after, asked }): Problem | null => {
    if (before) return null;
    if (!known.has(after.personId)) return { code: "not_found", param: "person_id" };
    const place = placeOf(after.personId, asked.isWide === true);
    if (taken.has(place)) return { code: "taken", param: "person_id" };
    taken.add(place);
    return null;
  });
  const fields = changes.map(({ before, after, asked }) => {
    const at = { workspaceId: asked.isWide === true ? null : workspaceId, createdBy: actor };
    return before ? {} : { ...known.get(after.personId), ...at };
  });
  return { problems, fields };
}
