import { type SQL, sql } from "drizzle-orm";
import { type Detail, type Filter, isDetail, isLabel } from "../../core/reports/dimensions.ts";
import { SALE_MEASURES } from "../../core/reports/measures.ts";
import { instantsOf } from "../../core/reports/periods.ts";
import {
  type Asked,
  CLICK_ROWS,
  CLICKS_OF_SALES,
  type Columns,
  filtersOf,
  instant,
  isOfCurrency,
  keysOf,
  type Period,
  saleColumns,
  saleFilters,
  salesOf,
  spanOf,
  toldCoupon,
} from "./report-columns.ts";
import { clickHours, saleQuarters } from "./rolled-up.ts";

/**
 * Clicks of hours that are summed as they were counted, and the rows of the others. Where the rows are gone, what was counted and not summed
 * says nothing. An hour is summed as a whole and counts only grow, so that those of any affiliates are the same if their sums are.
 */
export function rolledUpClicks(asked: Asked, days: Period): SQL {
  const { workspaceId } = asked;
  const { from, until } = spanOf(asked, days);
  const since = instant(asked.rowsSince);
  const inSpan = sql`workspace_id = ${workspaceId} and hour >= ${from} and hour < ${until}`;
  const columns = columnsOf(asked, sql`details`, sql`details.hour`, sql`details.value`);
  return sql`
    with stale as materialized (
      select hour from (${clickHours(asked, inSpan)}) as hours where kept is distinct from counted and hour >= ${since}
    )
    select ${keysOf(asked, columns, days)} details.verdict, details.clicks as n, null as visited
      from (${summed(asked, CLICKS, inSpan)}) as details
     where details.hour not in (select hour from stale) and ${filtersOf(asked, columns)}
     union all
    select ${keysOf(asked, CLICK_ROWS, days)} clicks.verdict, 1, null
      from stale
     cross join lateral (
       select * from clicks where workspace_id = ${workspaceId} and id >= click_id_lower_bound(stale.hour)
          and id < click_id_lower_bound(stale.hour + interval '1 hour')) as clicks
     where ${filtersOf(asked, CLICK_ROWS)}
     ${unsaidClicks(asked, days, inSpan)}`;
}

/** What was counted of hours whose rows are gone, and not summed: only of a span that goes back so far. */
function unsaidClicks(asked: Asked, days: Period, inSpan: SQL): SQL {
  if (instantsOf(days, asked.timeZone).fromMs >= asked.rowsSince.getTime()) return sql``;
  const isOld = sql`${inSpan} and hour < ${instant(asked.rowsSince)}`;
  const columns = columnsOf(asked, sql`rest`, sql`rest.hour`, sql`''`);
  return sql`
     union all
    select ${keysOf(asked, columns, days)} rest.verdict, rest.n, null
      from (select hour, affiliate_id, program_id, verdict, sum(n) as n
              from (select hour, affiliate_id, program_id, verdict, clicks as n
                      from (select * from click_counts where ${isOld}) as counts
                      join (select id as link_id, affiliate_id, program_id from links where workspace_id = ${asked.workspaceId}) as links
                     using (link_id)
                     union all
                    select hour, affiliate_id, program_id, verdict, -clicks from click_details where ${isOld} and detail = 'device') as both_ways
             group by 1, 2, 3, 4 having sum(n) <> 0) as rest
     where ${filtersOf(asked, columns)}`;
}

/** Sales of quarters of an hour that are summed as they stand, and the rows of those that changed since; told apart as of clicks. */
export function rolledUpSales(asked: Asked, days: Period): SQL {
  const { workspaceId } = asked;
  const { from, until } = spanOf(asked, days);
  const inSpan = sql`workspace_id = ${workspaceId} and quarter >= ${from} and quarter < ${until}`;
  const columns = columnsOf(asked, sql`details`, sql`details.quarter`, sql`details.value`);
  return sql`
    with stale as materialized (
      select quarter from (${saleQuarters(asked, inSpan)}) as quarters where kept is distinct from counted
    )
    select ${keysOf(asked, columns, days)} ${salesOf(asked, sql`details`)}
      from (${summed(asked, SALES, inSpan)}) as details
     where details.quarter not in (select quarter from stale) and ${isOfCurrency(asked, sql`details`)} and ${filtersOf(asked, columns)}
     union all
    select ${keysOf(asked, saleColumns(asked), days)} ${salesOf(asked, sql`sales`)}
      from stale
     cross join lateral (
       select * from sale_parts where workspace_id = ${workspaceId} and occurred_at >= stale.quarter
          and occurred_at < stale.quarter + interval '15 minutes') as sales
      ${CLICKS_OF_SALES}
     where ${saleFilters(asked, saleColumns(asked))}`;
}

/** The one detail that is asked for, of which roll-ups know. */
function detailOf({ groups, filters }: Asked): Detail {
  const detail = [...groups, ...(Object.keys(filters) as Filter[])].find(isDetail);
  if (!detail) throw new Error("only a report by a detail is read from roll-ups");
  return detail;
}

const columnsOf = (asked: Asked, table: SQL, at: SQL, value: SQL): Columns => ({
  ...{ at, program: sql`${table}.program_id`, affiliate: sql`${table}.affiliate_id` },
  [detailOf(asked)]: detailOf(asked) === "coupon" ? toldCoupon(asked, value) : value,
});

/**
 * What is summed by the detail. A label that no click of a group has is not summed of it: all of the group, as their devices sum them, say
 * nothing by it.
 */
function summed(
  asked: Asked,
  { details, rollups, at, sums }: typeof CLICKS | typeof SALES,
  inSpan: SQL,
): SQL {
  const detail = detailOf(asked);
  const whose = sql`${at}, affiliate_id, program_id`;
  const told = sql`select ${whose}, value, ${sums} from ${details} where ${inSpan} and detail = ${detail}`;
  if (!isLabel(detail)) return told;
  return sql`
    ${told}
     union all
    select ${whose}, '' as value, ${sums} from (select * from ${details} where ${inSpan} and detail = 'device') as all_of_them
      join (select ${whose} from ${rollups} where ${inSpan} and not ${detail} = any (labels)) as kept using (${whose})`;
}

/** What is summed by details, and where. */
const CLICKS = {
  ...{ details: sql`click_details`, rollups: sql`click_rollups` },
  ...{ at: sql`hour`, sums: sql`verdict, clicks` },
};
const SALES = {
  ...{ details: sql`sale_details`, rollups: sql`sale_rollups` },
  ...{ at: sql`quarter`, sums: sql.raw(["currency", ...SALE_MEASURES].join(", ")) },
};
