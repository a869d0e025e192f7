import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { AffiliateId, MemberId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliateAssignments, affiliates } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { type InvalidFields, type NotFound, namesNothing } from "../shared/problems.ts";
import { findMember } from "./load-member.ts";

export type Assignment = typeof affiliateAssignments.$inferSelect;

/** A member and the affiliates that are assigned to it or taken back. */
export type AssignmentRequest = {
  readonly memberId: MemberId;
  readonly affiliateIds: readonly AffiliateId[];
};

/** Assignments in force, by affiliate and member. */
export function listAssignments(
  context: Context,
  filter: { readonly memberId?: MemberId | undefined; readonly affiliateId?: AffiliateId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<Assignment>> {
  const { memberId, affiliateId } = filter;
  const [afterAffiliate, afterMember] = after?.split(" ") ?? [];
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(affiliateAssignments)
      .where(
        and(
          eq(affiliateAssignments.workspaceId, context.workspaceId),
          isNull(affiliateAssignments.endedAt),
          memberId && eq(affiliateAssignments.memberId, memberId),
          affiliateId && eq(affiliateAssignments.affiliateId, affiliateId),
          after === null
            ? undefined
            : sql`(${affiliateAssignments.affiliateId}, ${affiliateAssignments.memberId}) > (${afterAffiliate}, ${afterMember})`,
        ),
      )
      .orderBy(asc(affiliateAssignments.affiliateId), asc(affiliateAssignments.memberId))
      .limit(limit + 1);
    return cutPage(rows, limit, keyOf);
  });
}

const keyOf = ({ affiliateId, memberId }: Assignment): string => `${affiliateId} ${memberId}`;

/** Has a member look after affiliates from now on; those it has already stay. In a constant number of statements. */
export function assignAffiliates(
  context: Context,
  { memberId, affiliateIds }: AssignmentRequest,
): Promise<Result<readonly Assignment[], NotFound | InvalidFields>> {
  const { workspaceId, now } = context;
  return transact(context, async (tx) => {
    const member = await findMember(tx, context, memberId);
    const isMember = member?.status === "active";
    const unknown = await unknownOf(tx, context, { isMember, affiliateIds });
    if (unknown) return fail(unknown);
    const ids = [...new Set(affiliateIds)].sort();
    const changed = await tx
      .insert(affiliateAssignments)
      .values(ids.map((affiliateId) => ({ workspaceId, affiliateId, memberId, since: now })))
      .onConflictDoUpdate({
        target: [
          affiliateAssignments.workspaceId,
          affiliateAssignments.affiliateId,
          affiliateAssignments.memberId,
        ],
        set: { since: now, endedAt: null },
        setWhere: sql`${affiliateAssignments.endedAt} is not null`,
      })
      .returning({ affiliateId: affiliateAssignments.affiliateId });
    await note(tx, context, "affiliate.assigned", { memberId, changed });
    return ok(await readAll(tx, context, { memberId, affiliateIds: ids }));
  });
}

/** Takes affiliates back from a member: its next call does not see them. Those it does not have are no matter. */
export function unassignAffiliates(
  context: Context,
  { memberId, affiliateIds }: AssignmentRequest,
): Promise<Result<readonly Assignment[], NotFound | InvalidFields>> {
  return transact(context, async (tx) => {
    const isMember = (await findMember(tx, context, memberId)) !== null;
    const unknown = await unknownOf(tx, context, { isMember, affiliateIds });
    if (unknown) return fail(unknown);
    const changed = await tx
      .update(affiliateAssignments)
      .set({ endedAt: context.now })
      .where(and(isOf(context, { memberId, affiliateIds }), isNull(affiliateAssignments.endedAt)))
      .returning({ affiliateId: affiliateAssignments.affiliateId });
    await note(tx, context, "affiliate.unassigned", { memberId, changed });
    return ok(await readAll(tx, context, { memberId, affiliateIds }));
  });
}

/**
 * The condition that a row of `members` sees what is of an affiliate of the workspace: an agent by an assignment in force.
 * What is of no affiliate all see.
 */
export const seesAffiliate = ({ workspaceId }: Context, affiliateId: SQL): SQL => sql`(
  members.role is distinct from 'agent' or ${affiliateId} is null or exists (
    select from affiliate_assignments as held
     where held.workspace_id = ${workspaceId} and held.affiliate_id = ${affiliateId} and held.member_id = members.id
       and held.ended_at is null))`;

/** A member to whom something of an affiliate is given; null where it is given to nobody, or is of none. */
export type Given = { readonly memberId: MemberId | null; readonly affiliateId: AffiliateId | null };

/** Places of those whose member does not see the affiliate. An agent knows of its own assignments alone. */
export async function findUnseen(
  tx: Db,
  context: Context,
  given: readonly Given[],
): Promise<ReadonlySet<number>> {
  const memberIds = sql.param(given.map(({ memberId }) => memberId));
  const affiliateIds = sql.param(given.map(({ affiliateId }) => affiliateId));
  const { rows } = (await tx.execute(sql`
    select place::int - 1 as place
      from unnest(${memberIds}::text[], ${affiliateIds}::text[]) with ordinality as given(member_id, affiliate_id, place)
      join members on members.id = given.member_id
     where not ${seesAffiliate(context, sql`given.affiliate_id`)}`)) as unknown as {
    rows: { place: number }[];
  };
  return new Set(rows.map(({ place }) => place));
}

const isOf = ({ workspaceId }: Context, { memberId, affiliateIds }: AssignmentRequest): SQL | undefined =>
  and(
    eq(affiliateAssignments.workspaceId, workspaceId),
    eq(affiliateAssignments.memberId, memberId),
    inArray(affiliateAssignments.affiliateId, [...affiliateIds]),
  );

function readAll(tx: Db, context: Context, request: AssignmentRequest): Promise<readonly Assignment[]> {
  return tx
    .select()
    .from(affiliateAssignments)
    .where(isOf(context, request))
    .orderBy(asc(affiliateAssignments.affiliateId));
}

async function note(
  tx: Db,
  context: Context,
  action: "affiliate.assigned" | "affiliate.unassigned",
  { memberId, changed }: { readonly memberId: MemberId; readonly changed: { affiliateId: AffiliateId }[] },
): Promise<void> {
  const events = changed.map(({ affiliateId }) => ({ action, subjectId: affiliateId, change: { memberId } }));
  await audit(tx, context, events);
}

/** Those that name nothing in the workspace, by where they stand, and the member where it is none, or null. */
async function unknownOf(
  tx: Db,
  { workspaceId }: Context,
  { isMember, affiliateIds }: { readonly isMember: boolean; readonly affiliateIds: readonly AffiliateId[] },
): Promise<NotFound | InvalidFields | null> {
  const known = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), inArray(affiliates.id, [...affiliateIds])));
  const ids = new Set(known.map(({ id }) => id));
  const missing = affiliateIds.flatMap((id, index) => (ids.has(id) ? [] : [`affiliate_ids[${index}]`]));
  return namesNothing([...(isMember ? [] : ["member_id"]), ...missing]);
}
