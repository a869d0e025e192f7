import { type SQL, sql } from "drizzle-orm";
import {
  type Asked,
  CLICK_ROWS,
  CLICKS_OF_SALES,
  type Columns,
  filtersOf,
  instant,
  keysOf,
  LINK_COLUMNS,
  ownColumns,
  type Period,
  saleColumns,
  saleFilters,
  salesOf,
  spanOf,
} from "./report-columns.ts";
import { rolledUpClicks, rolledUpSales } from "./rollup-sources.ts";

/** Clicks of some days in rows of the keys asked for, `verdict`, `n` and `visited`, by which visitors are told apart. */
export function clickRows(asked: Asked, days: Period): SQL {
  switch (asked.clicksFrom) {
    case "counts":
      return countedClicks(asked, days);
    case "rollups":
      return rolledUpClicks(asked, days);
    case "rows":
      return rowsOfClicks(asked, days);
  }
}

/** Sales of some days in rows of the keys asked for, `currency` and each measure. */
export function saleRows(asked: Asked, days: Period): SQL {
  switch (asked.salesFrom) {
    case "counts": {
      const { from, until } = spanOf(asked, days);
      return sql`
        select ${keysOf(asked, { at: sql`sales.quarter`, ...ownColumns(sql`sales`) }, days)} ${salesOf(asked, sql`sales`)}
          from sale_counts as sales
         where sales.workspace_id = ${asked.workspaceId} and sales.quarter >= ${from} and sales.quarter < ${until}
           and ${saleFilters(asked, ownColumns(sql`sales`))}`;
    }
    case "rollups":
      return rolledUpSales(asked, days);
    case "rows": {
      const { from, until } = spanOf(asked, days);
      return sql`
        select ${keysOf(asked, saleColumns(asked), days)} ${salesOf(asked, sql`sales`)}
          from ${salesAt(asked)} as sales ${CLICKS_OF_SALES}
         where sales.workspace_id = ${asked.workspaceId} and sales.occurred_at >= ${from} and sales.occurred_at < ${until}
           and ${saleFilters(asked, saleColumns(asked))}`;
    }
  }
}

/** The parts of sales as they stand, or stood at the instant that is asked for. */
function salesAt({ workspaceId, asOf }: Asked): SQL {
  if (asOf === null) return sql`sale_parts`;
  return sql`sale_parts_at(${workspaceId}, ${instant(asOf.at)}, ${String(asOf.through)}::bigint)`;
}

const COUNTED_CLICKS: Columns = { at: sql`click_counts.hour`, ...LINK_COLUMNS };
function countedClicks(asked: Asked, days: Period): SQL {
  const { from, until } = spanOf(asked, days);
  return sql`
    select ${keysOf(asked, COUNTED_CLICKS, days)} click_counts.verdict, click_counts.clicks as n, null as visited
      from click_counts
      join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
     where click_counts.workspace_id = ${asked.workspaceId} and click_counts.hour >= ${from} and click_counts.hour < ${until}
       and ${filtersOf(asked, COUNTED_CLICKS)}`;
}

function rowsOfClicks(asked: Asked, days: Period): SQL {
  const { from, until } = spanOf(asked, days);
  const visited = sql`concat_ws(' ', clicks.link_id, clicks.visitor_id, (clicks.clicked_at at time zone ${asked.timeZone})::date)`;
  return sql`
    select ${keysOf(asked, CLICK_ROWS, days)} clicks.verdict, 1 as n,
           ${asked.measures.includes("unique") ? visited : sql`null`} as visited
      from clicks
     where clicks.workspace_id = ${asked.workspaceId} and clicks.id >= click_id_lower_bound(${from})
       and clicks.id < click_id_lower_bound(${until}) and ${filtersOf(asked, CLICK_ROWS)}
       and ${asked.asOf ? sql`clicks.received_at <= ${instant(asked.asOf.at)}` : sql`true`}`;
}
