import { and, asc, eq, gt, isNull, ne } from "drizzle-orm";
import { type Giver, mayGive, permissionsOfGiven } from "../../core/access/membership.ts";
import type { Role } from "../../core/access/roles.ts";
import type { Act } from "../../core/events/acts.ts";
import type { CustomRoleId, MemberId, OrganisationId, PersonId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { members, people } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { releaseTasks } from "../crm/release-tasks.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, NotFound, Taken } from "../shared/problems.ts";
import {
  findCustomRole,
  findMember,
  lockOrganisation,
  type MemberRow,
  permissionsOfMember,
  reaches,
} from "./load-member.ts";

/** A role as it is asked for: one of the product's, or the organisation's own. */
export type AskedRole = { readonly role: Role } | { readonly customRoleId: CustomRoleId };

/** A membership with what tells who it is. */
export type Member = MemberRow & {
  readonly person: { readonly name: string | null; readonly email: string };
};

/** Why a membership stays as it is. */
export type MemberRefusal = NotFound | Conflict | Forbidden | Taken;

/** Members who reach the workspace, oldest first; removed ones are not among them. */
export function listMembers(context: Context, { limit, after }: PageRequest): Promise<Page<Member>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select({ member: members, name: people.name, email: people.email })
      .from(members)
      .innerJoin(people, eq(people.id, members.personId))
      .where(
        and(
          reaches(context),
          eq(members.status, "active"),
          after ? gt(members.id, after as MemberId) : undefined,
        ),
      )
      .orderBy(asc(members.id))
      .limit(limit + 1);
    const shown = rows.map(({ member, name, email }) => ({ ...member, person: { name, email } }));
    return cutPage(shown, limit, ({ id }) => id);
  });
}

/**
 * Makes a person a member of the workspace or, `isWide`, of its whole organisation. It is one who is a member there
 * already, of the other: whoever is not, is invited.
 */
export function addMember(
  context: Context,
  giver: Giver,
  { personId, isWide, ...asked }: AskedRole & { readonly personId: PersonId; readonly isWide: boolean },
): Promise<Result<MemberRow, MemberRefusal>> {
  return transact(context, async (tx) => {
    const organisationId = await lockOrganisation(tx, context);
    const judged = await judgeGiven(tx, { giver, organisationId, isWide, asked });
    if (!judged.ok) return judged;
    const [known] = await tx.select({ id: people.id }).from(people).where(eq(people.id, personId));
    if (!known) return fail({ code: "not_found", param: "person_id" });
    return insertMembership(tx, context, { organisationId, personId, isWide, ...asked });
  });
}

/**
 * Writes a membership, of whom it was decided elsewhere that it may be: by `addMember`, by an invitation, or by the
 * making of an organisation. The organisation must be named to the transaction (`lockOrganisation`).
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

/** Gives a member another role, which counts from its next call on. The last owner of an organisation stays one. */
export function changeMember(
  context: Context,
  giver: Giver,
  { id, asked }: { readonly id: MemberId; readonly asked: AskedRole },
): Promise<Result<MemberRow, MemberRefusal>> {
  return withMember(context, giver, id, async (tx, member) => {
    const { organisationId, role, customRoleId } = member;
    const isWide = member.workspaceId === null;
    const judged = await judgeGiven(tx, { giver, organisationId, isWide, asked });
    if (!judged.ok) return judged;
    const next = { role: null, customRoleId: null, ...asked };
    if (next.role === role && next.customRoleId === customRoleId) return ok(member);
    if (next.role !== "owner" && (await isLastOwner(tx, member))) return fail(LAST_OWNER);
    const change = { from: role ?? customRoleId, to: next.role ?? next.customRoleId };
    return write(tx, context, member, { set: next, action: "member.role_changed", change });
  });
}

/**
 * Removes a member: its next call finds nothing, and its tasks are nobody's (those of other workspaces once a cron comes by).
 * Twice is harmless. The last owner of an organisation stays.
 */
export function removeMember(
  context: Context,
  giver: Giver,
  id: MemberId,
): Promise<Result<MemberRow, MemberRefusal>> {
  return withMember(context, giver, id, async (tx, member) => {
    if (await isLastOwner(tx, member)) return fail(LAST_OWNER);
    const set = { status: "removed", removedAt: context.now } as const;
    return write(tx, context, member, { set, action: "member.removed", change: { role: member.role } });
  });
}

const LAST_OWNER: Conflict = {
  ...{ code: "conflict", param: "id" },
  message: "is of the last owner of the organisation: make another one first",
};

/** Runs `work` on a membership that the caller may take away, the organisation locked. */
function withMember(
  context: Context,
  giver: Giver,
  id: MemberId,
  work: (tx: Db, member: MemberRow) => Promise<Result<MemberRow, MemberRefusal>>,
): Promise<Result<MemberRow, MemberRefusal>> {
  return transact(context, async (tx) => {
    await lockOrganisation(tx, context);
    const member = await findMember(tx, context, id);
    if (!member) return fail({ code: "not_found", param: null });
    if (member.status === "removed") return ok(member);
    const given = await permissionsOfMember(tx, member);
    const isWide = member.workspaceId === null;
    return mayGive(giver, "members:write", { given, isWide }) ? work(tx, member) : fail(BEYOND);
  });
}

const BEYOND: Forbidden = {
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

async function isLastOwner(tx: Db, member: MemberRow): Promise<boolean> {
  if (member.role !== "owner" || member.workspaceId !== null) return false;
  const [another] = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.organisationId, member.organisationId),
        isNull(members.workspaceId),
        eq(members.status, "active"),
        eq(members.role, "owner"),
        ne(members.id, member.id),
      ),
    )
    .limit(1);
  return another === undefined;
}

async function write(
  tx: Db,
  context: Context,
  member: MemberRow,
  {
    set,
    action,
    change,
  }: {
    readonly set: Partial<MemberRow>;
    readonly action: Act;
    readonly change: Readonly<Record<string, unknown>>;
  },
): Promise<Result<MemberRow, never>> {
  const [row] = await tx
    .update(members)
    .set({ ...set, updatedAt: context.now })
    .where(eq(members.id, member.id))
    .returning();
  if (!row) throw new Error("a locked membership was not written");
  const released = row.status === "removed" ? await releaseTasks(tx, context) : [];
  await audit(tx, context, [{ action, subjectId: member.id, change }, ...released]);
  return ok(row);
}
