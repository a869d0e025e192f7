import { type SQL, sql } from "drizzle-orm";
import { SUB_IDS } from "../../core/link/parameters.ts";
import { type Filter, type Group, isTimeGroup, type ReportSource } from "../../core/reports/dimensions.ts";
import { isClickMeasure, type Measure } from "../../core/reports/metrics.ts";
import { type Days, instantsOf } from "../../core/reports/periods.ts";
import type { AffiliateId, WorkspaceId } from "../../core/shared/id.ts";
import type { AsOf } from "../reading/commissions-as-of.ts";

/** Most keys a row of a report has beside its stretch of time. */
export const KEYS = ["k0", "k1", "k2"] as const;

/** What one look at a source asks. */
export type Asked = {
  readonly workspaceId: WorkspaceId;
  readonly groups: readonly Group[];
  readonly filters: Readonly<Partial<Record<Filter, readonly string[]>>>;
  readonly timeZone: string;
  readonly currency: string | null;
  readonly measures: readonly Measure[];
  readonly netVerdicts: readonly string[];
  /** What clicks and sales are read from. */
  readonly clicksFrom: ReportSource;
  readonly salesFrom: ReportSource;
  /** The first day of which clicks are rows. */
  readonly rowsSince: Date;
  /** The instant that has passed of which it is asked, in rows alone; null for now. */
  readonly asOf: AsOf | null;
  /** Whose coupons alone are told, to an affiliate that asks; null for all that the transaction sees. */
  readonly couponsOf: AffiliateId | null;
};

/** Days that are summed: those asked for (0), or those they are compared with (1); and when their stretches of time begin. */
export type Period = Days & { readonly nth: 0 | 1; readonly starts: readonly number[] };

/** Where a source has what reports ask for. */
export type Columns = { readonly at: SQL } & Readonly<Partial<Record<Filter, SQL>>>;

/** Groups that are keys: all but stretches of time. */
export const otherGroups = ({ groups }: Pick<Asked, "groups">) =>
  groups.filter((group): group is Filter => !isTimeGroup(group));
/** A list of columns. */
export const list = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);
/** An instant as Postgres reads it. */
export const instant = (at: number | Date): SQL => sql`${new Date(at).toISOString()}::timestamptz`;
/** Whose a row of a table is. */
export const ownColumns = (table: SQL) => ({
  ...{ program: sql`${table}.program_id`, affiliate: sql`${table}.affiliate_id` },
  link: sql`${table}.link_id`,
});
/** Whose the clicks of a link are. */
export const LINK_COLUMNS = {
  ...{ program: sql`links.program_id`, affiliate: sql`links.affiliate_id`, link: sql`links.id` },
};
const labelColumns = (ids: SQL): Readonly<Partial<Record<Filter, SQL>>> =>
  // Postgres counts from 1, and gives null for an element that is not there.
  Object.fromEntries(SUB_IDS.map((name, index) => [name, sql`(${ids})[${sql.raw(String(index + 1))}]`]));

/** What rows of clicks say. */
export const CLICK_ROWS: Columns = {
  at: sql`clicks.clicked_at`,
  ...ownColumns(sql`clicks`),
  ...labelColumns(sql`clicks.sub_ids`),
  ...{ country: sql`clicks.country::text`, device: sql`clicks.device`, referrer: sql`clicks.referrer_host` },
};
/** Of a credited click what was kept of it, or its row where that was not done yet. */
export const SALE_ROWS: Columns = {
  at: sql`sales.occurred_at`,
  ...ownColumns(sql`sales`),
  ...labelColumns(sql`coalesce(kept.sub_ids, clicks.sub_ids)`),
  country: sql`coalesce(kept.country, clicks.country)::text`,
  device: sql`coalesce(kept.device, clicks.device)`,
  referrer: sql`coalesce(kept.referrer_host, clicks.referrer_host)`,
  // To an agent a sale that several share says nothing by the code of another's coupon.
  coupon: sql`case when (select unbound_by_agent()) is not null or exists (
    select from coupons where coupons.workspace_id = sales.workspace_id and lower(coupons.code) = lower(sales.coupon_code))
    then sales.coupon_code end`,
};
/** As `SALE_ROWS`, with the coupons that are told to who asks. */
export const saleColumns = (asked: Asked): Columns =>
  asked.couponsOf === null ? SALE_ROWS : { ...SALE_ROWS, coupon: toldCoupon(asked, sql`sales.coupon_code`) };

/** A code as an affiliate is told it: a sale that it shares says nothing by the code of another's coupon. */
export function toldCoupon({ workspaceId, couponsOf }: Asked, code: SQL): SQL {
  if (couponsOf === null) return code;
  return sql`case when exists (
    select from coupons where coupons.workspace_id = ${workspaceId} and coupons.affiliate_id = ${couponsOf}
       and lower(coupons.code) = lower(${code})) then ${code} end`;
}

/** Joins what was kept of the clicks that sales are credited to, or else their rows. */
export const CLICKS_OF_SALES = sql`
  left join credited_clicks kept on kept.workspace_id = sales.workspace_id and kept.click_id = sales.click_id
  left join clicks on clicks.workspace_id = sales.workspace_id and clicks.id = case when kept.click_id is null then sales.click_id end`;

/** When the days asked for begin and end. */
export const spanOf = ({ timeZone }: Asked, days: Days) => {
  const { fromMs, untilMs } = instantsOf(days, timeZone);
  return { from: instant(fromMs), until: instant(untilMs) };
};

/** The currency and the measures of sales that are asked for. */
export function salesOf(asked: Asked, table: SQL): SQL {
  const own = asked.measures.filter((measure) => !isClickMeasure(measure));
  return list([
    sql`${table}.currency::text as currency`,
    ...own.map((measure) => sql`${table}.${sql.identifier(measure)}`),
  ]);
}
/** Narrows sales down to the currency that is asked for. */
export const isOfCurrency = ({ currency }: Asked, table: SQL): SQL =>
  currency === null ? sql`true` : sql`${table}.currency = ${currency}`;
/** As `filtersOf`, of sales: by the currency too. */
export const saleFilters = (asked: Asked, columns: Partial<Columns>): SQL =>
  sql`${isOfCurrency(asked, sql`sales`)} and ${filtersOf(asked, columns)}`;

/** The keys that are asked for, with a comma after each; what says nothing is an empty key. */
export function keysOf(asked: Asked, columns: Columns, { starts }: Period): SQL {
  const keys = otherGroups(asked).map(
    (group, index) => sql`coalesce(${columns[group] ?? sql`null`}, '') as ${sql.raw(KEYS[index] as string)}`,
  );
  const place = asked.groups.some(isTimeGroup) ? [sql`${placeOf(columns.at, starts)} as t`] : [];
  return sql.join([...place, ...keys].map((key) => sql`${key}, `));
}

/** Which stretch of time an instant lies in, from 0; the last of several that begin at once. */
function placeOf(at: SQL, starts: readonly number[]): SQL {
  const texts = starts.map((ms) => new Date(ms).toISOString());
  return sql`width_bucket(${at}, ${sql.param(texts)}::timestamptz[]) - 1`;
}

/** What narrows a report down, as far as a source has it. */
export function filtersOf(asked: Pick<Asked, "filters">, columns: Partial<Columns>): SQL {
  const conditions = Object.entries(asked.filters).flatMap(([name, values]) => {
    const column = columns[name as Filter];
    return column && values ? [sql`coalesce(${column}, '') = any (${sql.param([...values])}::text[])`] : [];
  });
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
