import { type SQL, sql } from "drizzle-orm";
import { type Asked, filtersOf, LINK_COLUMNS } from "./report-columns.ts";

type Narrowed = Pick<Asked, "workspaceId" | "filters">;

/** Hours of clicks: how many were counted, and how many are summed by what they say. Of those asked for, since it holds of any. */
export function clickHours(asked: Narrowed, inSpan: SQL): SQL {
  return sql`
    select hour, counted.clicks as counted, kept.clicks as kept
      from (select hour, sum(clicks) as clicks from click_counts
             where ${inSpan} and (${isOfAll(asked)} or link_id in (
               select id from links where workspace_id = ${asked.workspaceId} and ${filtersOf(asked, LINK_COLUMNS)})) group by hour) as counted
      left join (select hour, sum(clicks) as clicks from click_rollups where ${inSpan} and ${filtersOf(asked, WHOSE)} group by hour) as kept
     using (hour)`;
}

/**
 * As `clickHours`, of quarters of an hour of sales: how often they were written, and how many conversions they are. To an agent no sum tells:
 * of a sale that several share it sees less than the sums of its affiliates hold.
 */
export function saleQuarters(asked: Narrowed, inSpan: SQL): SQL {
  return sql`
    select quarter, counted.changes as counted, ppm,
           case when nullif(current_setting('app.agent_id', true), '') is null then kept.changes end as kept
      from (select quarter, sum(changes) as changes, sum(conversions_ppm) as ppm from sale_counts
             where ${inSpan} and ${filtersOf(asked, WHOSE)} group by quarter) as counted
      left join (select quarter, sum(changes) as changes from sale_rollups where ${inSpan} and ${filtersOf(asked, WHOSE)} group by quarter) as kept
     using (quarter)`;
}

const WHOSE = { program: sql`program_id`, affiliate: sql`affiliate_id` };
const isOfAll = ({ filters }: Narrowed): SQL =>
  filters.program === undefined && filters.affiliate === undefined ? sql`true` : sql`false`;
