import type pg from "pg";

/** What differs between two moments. */
export type Changes = { readonly rows: number; readonly counts: number };

/** Remembers every click and count, so that `changesSince` can tell what became of each. */
export async function remember(owner: pg.Client): Promise<void> {
  await owner.query(`
    drop table if exists remembered_clicks, remembered_counts;
    create temp table remembered_clicks as select id, hashtextextended(clicks::text, 0) as digest from clicks;
    create temp table remembered_counts as select workspace_id, hour, link_id, verdict, clicks from click_counts`);
}

/** Clicks and counts that came, went or changed since `remember`. */
export async function changesSince(owner: pg.Client): Promise<Changes> {
  const { rows } = await owner.query(`
    select (select count(*)::int from clicks full join remembered_clicks using (id)
             where digest is distinct from hashtextextended(clicks::text, 0)) as rows,
           (select count(*)::int from click_counts full join remembered_counts before
                using (workspace_id, hour, link_id, verdict)
             where before.clicks is distinct from click_counts.clicks) as counts`);
  return rows[0];
}

/** Writes the counts of rows that were written by what counts nothing. */
export async function countRows(owner: pg.Client, workspaceIds: readonly string[]): Promise<void> {
  await owner.query(
    `insert into click_counts (workspace_id, hour, link_id, verdict, clicks)
     select workspace_id, date_trunc('hour', clicked_at, 'UTC'), link_id, verdict, count(*)
       from clicks where workspace_id = any ($1) group by 1, 2, 3, 4`,
    [workspaceIds],
  );
}

/** Hours of a link and verdict whose count is not the number of its rows. */
export async function countsThatDiffer(owner: pg.Client, workspaceIds: readonly string[]): Promise<number> {
  const { rows } = await owner.query(
    `select count(*)::int as differing
       from (select workspace_id, date_trunc('hour', clicked_at, 'UTC') as hour, link_id, verdict, count(*) as clicks
               from clicks where workspace_id = any ($1) group by 1, 2, 3, 4) of_rows
       full join (select * from click_counts where workspace_id = any ($1)) kept
           using (workspace_id, hour, link_id, verdict)
      where of_rows.clicks is distinct from kept.clicks`,
    [workspaceIds],
  );
  return rows[0].differing;
}
