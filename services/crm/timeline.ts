import { type SQL, sql } from "drizzle-orm";
import type { Permission } from "../../core/access/permissions.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import type { Page } from "../reading/page.ts";
import type { Position } from "../resources/list-rows.ts";
import { type Context, transact } from "../shared/context.ts";

/** Something that happened with an affiliate, or that somebody did about it. */
export type TimelineEvent = {
  readonly kind: string;
  /** What it is of: a note, a task, a payout, a notice, a commission; or the affiliate itself. */
  readonly subjectId: string;
  /** In Postgres' own text, which has all of its digits. */
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * What happened with an affiliate, the last first, read from where it is kept anyway; null without such an affiliate. Clicks,
 * commissions and payouts are told to who may list them.
 */
export function listTimeline(
  context: Context,
  affiliateId: AffiliateId,
  {
    limit,
    after,
    permissions,
  }: {
    readonly limit: number;
    readonly after: Position | null;
    readonly permissions: ReadonlySet<Permission>;
  },
): Promise<Page<TimelineEvent> | null> {
  return transact(context, async (tx) => {
    if (!(await hasAffiliate(tx, context, affiliateId))) return null;
    const isBefore = after ? sql`where (at, key) < (${after.value}::timestamptz, ${after.id})` : sql``;
    const { rows } = (await tx.execute(sql`
      select kind, subject_id as "subjectId", at::text as at, detail, key
        from (${sql.join([...sourcesOf(context, affiliateId, permissions)], sql` union all `)}) as happened
       cross join lateral (select kind || ' ' || subject_id || ' ' || part as key) as keyed
      ${isBefore} order by at desc, key desc limit ${limit + 1}`)) as unknown as {
      rows: (TimelineEvent & { readonly key: string })[];
    };
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const position = last && rows.length > limit ? { id: last.key, value: last.at } : null;
    return { rows: shown, nextAfter: position && JSON.stringify(position) };
  });
}

/** An instant as answers have them, since JSON of Postgres has another form. */
const isoText = (instant: SQL): SQL =>
  sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A row each of kind, subject, part (which tells two of a subject apart), instant and detail. */
function sourcesOf(
  { workspaceId }: Context,
  affiliateId: AffiliateId,
  permissions: ReadonlySet<Permission>,
): readonly SQL[] {
  const by = (permission: Permission, source: SQL) => (permissions.has(permission) ? [source] : []);
  const isOf = sql`workspace_id = ${workspaceId} and affiliate_id = ${affiliateId}`;
  return [
    sql`select 'signed_up' as kind, id as subject_id, '' as part, created_at as at, '{}'::jsonb as detail
          from affiliates where workspace_id = ${workspaceId} and id = ${affiliateId}`,
    ...by(
      "clicks:read",
      sql`select 'first_click', link_id, '', hour, '{}'::jsonb from (
            select click_counts.link_id, hour from click_counts
              join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
             where links.workspace_id = ${workspaceId} and links.affiliate_id = ${affiliateId}
             order by hour, click_counts.link_id limit 1) as first`,
    ),
    ...by(
      "commissions:read",
      sql`select 'first_sale', id, '', created_at, '{}'::jsonb from (
            select id, created_at from commissions where ${isOf} order by id limit 1) as first`,
    ),
    ...by(
      "payouts:read",
      sql`select 'payout', id, '', paid_at,
                 jsonb_build_object('amount_minor', amount_minor::text, 'currency', currency)
            from payouts where ${isOf} and paid_at is not null`,
    ),
    sql`select 'message', id, '', created_at, jsonb_build_object('kind', kind, 'status', status)
          from notices where workspace_id = ${workspaceId} and ${affiliateId} = any (string_to_array(cause, ' '))`,
    sql`select 'stage_moved', affiliate_id, lpad(id::text, 20, '0'), moved_at,
               jsonb_build_object('from_stage_id', from_stage_id, 'to_stage_id', to_stage_id, 'actor', actor)
          from stage_moves where ${isOf}`,
    sql`select 'note', id, '', created_at, jsonb_build_object('text', text, 'author', author)
          from notes where ${isOf} and archived_at is null`,
    sql`select 'task_created', id, '', created_at, jsonb_build_object('title', title, 'due_at', ${isoText(sql`due_at`)})
          from tasks where ${isOf} and archived_at is null`,
    sql`select 'task_done', id, '', done_at, jsonb_build_object('title', title, 'actor', done_by)
          from tasks where ${isOf} and archived_at is null and done_at is not null`,
  ];
}
