import { count, sql } from "drizzle-orm";
import { ruleProblems, type SegmentRule } from "../../core/crm/segment-rule.ts";
import type { AffiliateId, MemberId, StageId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { affiliates, type segments } from "../../db/schema/index.ts";
import { affiliateResource } from "../affiliates/affiliates.ts";
import { assignAffiliates } from "../members/assignments.ts";
import { conditionOf, getRow, listRows } from "../resources/list-rows.ts";
import type { Fields } from "../resources/resource.ts";
import { writeRows } from "../resources/write-rows.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound, Problem } from "../shared/problems.ts";
import { conditionOfRule, segmentResource } from "./segments.ts";

type Segment = typeof segments.$inferSelect;

/** Most affiliates of one call; who has more of them calls again. */
const AFFILIATES_PER_CALL_MAX = 500;

/** What is done with all affiliates of a segment. */
export type SegmentAction =
  | { readonly kind: "add_tag" | "remove_tag"; readonly tag: string }
  | { readonly kind: "stage"; readonly stageId: StageId | null }
  | { readonly kind: "assign"; readonly memberId: MemberId };

/** A segment that can be used. One whose rule was kept before such a rule was refused cannot, until its rule is another. */
export async function findSegment(
  context: Context,
  id: string,
): Promise<Result<Segment, NotFound | Conflict>> {
  const segment = await getRow(context, segmentResource, id);
  if (!segment || segment.archivedAt) return fail({ code: "not_found", param: null });
  const [wrong] = ruleProblems(segment.rule);
  if (!wrong) return ok(segment);
  const path = wrong.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return fail({ code: "conflict", param: `rule${path}`, message: wrong.message });
}

/** How many affiliates, archived ones apart, a rule describes now. */
export function countOfRule(context: Context, rule: SegmentRule): Promise<number> {
  const where = conditionOfRule(context, rule);
  const isIt = conditionOf(context, affiliateResource, {
    filters: [],
    search: undefined,
    archived: "none",
    where,
  });
  return transact(context, async (tx) => {
    const [row] = await tx.select({ count: count() }).from(affiliates).where(isIt);
    return row?.count ?? 0;
  });
}

/** Does a thing with the affiliates of a segment for which it is not done yet, up to 500 of them. Tells how many, and whether there are more. */
export async function actOnSegment(
  context: Context,
  segment: Segment,
  action: SegmentAction,
): Promise<Result<{ readonly changed: number; readonly hasMore: boolean }, Problem>> {
  const { rows, nextAfter } = await listRows(context, affiliateResource, {
    ...{ filters: [], archived: "none", sort: { column: "id", isDescending: false }, after: null },
    where: sql`${conditionOfRule(context, segment.rule as SegmentRule)} and ${isNotYet(context, action)}`,
    limit: AFFILIATES_PER_CALL_MAX,
  });
  const hasMore = nextAfter !== null;
  if (action.kind === "assign") {
    const affiliateIds = rows.map(({ id }) => id as AffiliateId);
    const assigned = await assignAffiliates(context, { memberId: action.memberId, affiliateIds });
    return assigned.ok ? ok({ changed: affiliateIds.length, hasMore }) : assigned;
  }
  const fields = fieldsOf(action);
  const operations = rows.map(({ id }) => ({ kind: "update", id, fields }) as const);
  const outcomes = await writeRows(context, affiliateResource, operations, {});
  const refused = outcomes.find((outcome) => !outcome.ok);
  if (refused && !refused.ok) return fail(refused.error);
  return ok({ changed: outcomes.length, hasMore });
}

function fieldsOf(action: Exclude<SegmentAction, { readonly kind: "assign" }>): Fields {
  if (action.kind === "stage") return { stageId: action.stageId };
  return action.kind === "add_tag" ? { addedTag: action.tag } : { removedTag: action.tag };
}

function isNotYet({ workspaceId }: Context, action: SegmentAction) {
  switch (action.kind) {
    case "add_tag":
      return sql`not ${action.tag} = any(${affiliates.tags})`;
    case "remove_tag":
      return sql`${action.tag} = any(${affiliates.tags})`;
    case "stage":
      return sql`${affiliates.stageId} is distinct from ${action.stageId}`;
    case "assign":
      return sql`${affiliates.id} not in (select affiliate_id from affiliate_assignments
        where workspace_id = ${workspaceId} and member_id = ${action.memberId} and ended_at is null)`;
  }
}
