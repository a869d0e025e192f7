import { eq, type SQL, sql } from "drizzle-orm";
import { SUB_IDS } from "../../core/link/parameters.ts";
import { clicks } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { findNetVerdicts } from "./click-counts.ts";
import { isClickedIn, type Span } from "./clicks.ts";

/** What clicks say of themselves, beside whose they are: the affiliate's labels first. */
export const CLICK_DIMENSIONS = [
  ...SUB_IDS,
  ...([
    "source",
    "country",
    "device",
    "os",
    "browser",
    "language",
    "referrer_host",
    "rule",
    "variant",
  ] as const),
] as const;
/** One of them. */
export type ClickDimension = (typeof CLICK_DIMENSIONS)[number];

/** Clicks of a span by what they say of themselves; `key` is null for those that say nothing. */
export type DimensionCounts = {
  readonly gross: number;
  readonly net: number;
  /** The most net clicks first, 1,000 of them at most; the sums above count all. */
  readonly groups: readonly { readonly key: string | null; readonly gross: number; readonly net: number }[];
};

const GROUPS_MAX = 1_000;

const COLUMNS: Readonly<Record<Exclude<ClickDimension, (typeof SUB_IDS)[number]>, SQL>> = {
  source: sql`${clicks.source}::text`,
  country: sql`${clicks.country}::text`,
  device: sql`${clicks.device}`,
  os: sql`${clicks.os}`,
  browser: sql`${clicks.browser}`,
  language: sql`${clicks.language}`,
  referrer_host: sql`${clicks.referrerHost}`,
  rule: sql`${clicks.ruleId}`,
  variant: sql`${clicks.variantId}`,
};

type Row = { key: string | null; gross: string; net: string; all_gross: string; all_net: string };

/** Counts the clicks themselves, so days that have left Postgres are not in it; the click log has them for ever. */
export async function countByDimension(
  context: Context,
  span: Span,
  dimension: ClickDimension,
): Promise<DimensionCounts> {
  const { rows } = await transact(context, async (tx) => {
    const net = sql.param(await findNetVerdicts(tx, context, span));
    return (await tx.execute(sql`
      with counted as (
        select ${columnOf(dimension)} as key, count(*) as gross,
               count(*) filter (where ${clicks.verdict}::text = any (${net}::text[])) as net
          from ${clicks}
         where ${eq(clicks.workspaceId, context.workspaceId)} and ${isClickedIn(span)}
         group by 1
      )
      select key, gross, net, sum(gross) over () as all_gross, sum(net) over () as all_net from counted
       order by net desc, gross desc, key nulls last limit ${GROUPS_MAX}`)) as unknown as { rows: Row[] };
  });
  return {
    gross: Number(rows[0]?.all_gross ?? 0),
    net: Number(rows[0]?.all_net ?? 0),
    groups: rows.map(({ key, gross, net }) => ({ key, gross: Number(gross), net: Number(net) })),
  };
}

function columnOf(dimension: ClickDimension): SQL {
  const place = (SUB_IDS as readonly string[]).indexOf(dimension);
  // Postgres counts from 1, and gives null for an element that is not there.
  if (place >= 0) return sql`nullif(${clicks.subIds}[${sql.raw(String(place + 1))}], '')`;
  return COLUMNS[dimension as keyof typeof COLUMNS];
}
