import { and, inArray, type SQL, sql } from "drizzle-orm";
import type { SegmentCondition, SegmentPart, SegmentRule, TraitField } from "../../core/crm/segment-rule.ts";
import { affiliates, segments } from "../../db/schema/index.ts";
import { json, named, text, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";

/** Segments: affiliates that a rule describes, found anew whenever they are asked for. */
export const segmentResource: Resource<typeof segments.$inferSelect> = {
  ...{ object: "segment", prefix: "seg", table: segments, unique: [["name"]] },
  columns: {
    name: named("name"),
    description: text("description", [], { isSearched: true }),
    rule: json("rule"),
    ...times,
  },
};

const DAY_MS = 86_400_000;
const TRAITS: Readonly<Record<TraitField, SQL>> = {
  group: sql`${affiliates.group}`,
  tier: sql`${affiliates.tier}`,
  country: sql`${affiliates.country}`,
  status: sql`${affiliates.status}::text`,
  class: sql`${affiliates.class}`,
  stage: sql`${affiliates.stageId}`,
};

/** The condition on `affiliates` that a rule is, at the moment of the call: sets, and never a query for each affiliate. */
export function conditionOfRule(context: Context, rule: SegmentRule): SQL {
  const isAll = "all" in rule;
  const parts = (isAll ? rule.all : rule.any).map((part) => conditionOfPart(context, part));
  if (parts.length === 0) return isAll ? sql`true` : sql`false`;
  return sql`(${sql.join(parts, isAll ? sql` and ` : sql` or `)})`;
}

function conditionOfPart(context: Context, part: SegmentPart): SQL {
  return "field" in part ? conditionOf(context, part) : conditionOfRule(context, part);
}

function conditionOf(context: Context, condition: SegmentCondition): SQL {
  switch (condition.field) {
    case "tag":
      return "has" in condition
        ? sql`${condition.has} = any(${affiliates.tags})`
        : sql`not ${condition.lacks} = any(${affiliates.tags})`;
    case "signed_up":
      return "before" in condition
        ? sql`${affiliates.createdAt} < ${condition.before}::timestamptz`
        : sql`${affiliates.createdAt} > ${condition.after}::timestamptz`;
    case "no_click":
      return sql`${affiliates.id} not in (
        select links.affiliate_id from click_counts
          join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
         where click_counts.workspace_id = ${context.workspaceId} and hour >= ${since(context, condition.days)}::timestamptz)`;
    case "no_sale":
      return sql`${affiliates.id} not in (
        select affiliate_id from commissions
         where workspace_id = ${context.workspaceId} and created_at >= ${since(context, condition.days)}::timestamptz)`;
    case "earned":
      return earned(context, condition);
    default:
      return inArray(TRAITS[condition.field], [...condition.in]);
  }
}

/** Whoever earned nothing is in no group, so that the most is asked by who earned more. */
function earned(
  context: Context,
  { days, currency, at_least_minor: least, at_most_minor: most }: SegmentCondition & { field: "earned" },
): SQL {
  const those = (having: SQL) => sql`(
    select affiliate_id from commissions
     where workspace_id = ${context.workspaceId} and currency = ${currency} and status <> 'reversed'
       and created_at >= ${since(context, days)}::timestamptz
     group by affiliate_id having ${having})`;
  const isEnough =
    least === undefined || least === "0"
      ? undefined
      : sql`${affiliates.id} in ${those(sql`sum(amount_minor) >= ${least}::numeric`)}`;
  const isNotMore =
    most === undefined
      ? undefined
      : sql`${affiliates.id} not in ${those(sql`sum(amount_minor) > ${most}::numeric`)}`;
  return and(isEnough, isNotMore) ?? sql`true`;
}

const since = ({ now }: Context, days: number): string =>
  new Date(now.getTime() - days * DAY_MS).toISOString();
