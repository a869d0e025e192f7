import { type SQL, sql } from "drizzle-orm";
import { linkKey } from "../../core/link/published-keys.ts";
import { spellingsOf } from "../../core/link/spellings.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** A key of the edge's store and the row it shows. */
export type Publication = {
  readonly kvKey: string;
  readonly kind: "link" | "key" | "host";
  readonly subjectId: string;
};

/** Marks published copies as stale, inside the transaction that changes what they show. */
export async function markChanged(tx: Db, context: Context, changed: readonly Publication[]): Promise<void> {
  if (changed.length === 0) return;
  await tx.execute(sql`
    ${insertPublications(context, changed)}
    on conflict (kv_key) do update set version = publications.version + 1, changed_at = excluded.changed_at`);
}

/**
 * Takes keys of the edge's store for subjects that are being made.
 *
 * @returns the subjects of which another has a key, a link of another workspace included: what these took must be given
 *   back by the transaction
 */
export async function claimKeys(
  tx: Db,
  context: Context,
  wanted: readonly Publication[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  const { rows } = (await tx.execute(sql`
    ${insertPublications(context, wanted)}
    on conflict (kv_key) do nothing
    returning kv_key, subject_id`)) as unknown as { rows: { kv_key: string; subject_id: string }[] };
  const owners = new Map(rows.map((row) => [row.kv_key, row.subject_id]));
  return new Set(
    wanted.flatMap(({ kvKey, subjectId }) => (owners.get(kvKey) === subjectId ? [] : [subjectId])),
  );
}

/** In the order of their keys, as `markLinksChanged` has them: no two that write many lock each other out. */
function insertPublications({ workspaceId, now }: Context, rows: readonly Publication[]): SQL {
  return sql`
    insert into publications (workspace_id, kv_key, kind, subject_id, changed_at)
    select ${workspaceId}, "kvKey", kind::publication_kind, "subjectId", ${now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given("kvKey" text, kind text, "subjectId" text)
     order by "kvKey"`;
}

/** Where a link is published: under each spelling of its slug. */
export function linkPublications(link: {
  readonly id: string;
  readonly host: string;
  readonly slug: string;
  readonly couponCode: string | null;
}): readonly Publication[] {
  const { id, host, slug, couponCode } = link;
  return spellingsOf(slug, couponCode).map((each) => ({
    kvKey: linkKey(host, each),
    kind: "link",
    subjectId: id,
  }));
}

/**
 * Marks the copies of all links for which a condition holds, in one statement whatever their number;
 * `links` is the table the condition speaks of. A cron publishes them.
 */
export async function markLinksChanged(tx: Db, context: Context, condition: SQL): Promise<void> {
  await tx.execute(sql`
    insert into publications (workspace_id, kv_key, kind, subject_id, changed_at)
    ${selectLinkKeys(context, condition)}
    order by kv_key
    on conflict (kv_key) do update set version = publications.version + 1, changed_at = excluded.changed_at`);
}

/** Marks the copies of every key of the workspace, in one statement. */
export async function markKeysChanged(tx: Db, context: Context): Promise<void> {
  const at = context.now.toISOString();
  await tx.execute(sql`
    insert into publications (workspace_id, kv_key, kind, subject_id, changed_at)
    select workspace_id, 'key:' || hash, 'key'::publication_kind, id, ${at}::timestamptz from api_keys
     where workspace_id = ${context.workspaceId}
     order by hash
    on conflict (kv_key) do update set version = publications.version + 1, changed_at = excluded.changed_at`);
}

/** The publications of links, as `linkPublications` makes them of one. Ordered alike, no two marks lock each other out. */
function selectLinkKeys({ workspaceId, now }: Context, condition: SQL): SQL {
  return sql`
    select links.workspace_id, ${linkKeySql} as kv_key, 'link'::publication_kind, links.id,
           ${now.toISOString()}::timestamptz
      from links cross join lateral (${slugsSql}) as slugs (slug)
     where links.workspace_id = ${workspaceId} and (${condition})`;
}

/** A key of each of a link's slugs. */
export const linkKeySql: SQL = sql`'link:' || links.host || ':' || slugs.slug`;
/** The slugs of a link, each once. Their letters are ASCII, and the cases of no language. */
export const slugsSql: SQL = sql`
  select links.slug
  union select lower(links.slug collate "C") where links.coupon_code is not null
  union select upper(links.slug collate "C") where links.coupon_code is not null`;
