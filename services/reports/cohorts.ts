import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { type Freshness, findFreshness } from "./freshness.ts";
import type { RowsRefused } from "./row-limits.ts";

/** Most conversions that are looked through for their customers. */
export const COHORT_ROWS_MAX = 500_000;

/** Who is followed, from what on. Months are of the time zone, `fromMonth` as its first day. */
export type CohortsRequest = {
  readonly of: "customer" | "affiliate";
  readonly start: "first_sale" | "first_click";
  readonly fromMonth: string;
  readonly months: number;
  readonly timeZone: string;
};

/** What those who began in a month did in the nth month after it (0 is that month), per currency. */
export type CohortCell = {
  readonly month: string;
  readonly nth: number;
  readonly currency: Currency;
  readonly members: number;
  readonly conversionsPpm: bigint;
  readonly revenueMinor: bigint;
  readonly refundsMinor: bigint;
};

/** Cohorts: how many began in each month, and what they did since. */
export type Cohorts = {
  readonly sizes: readonly { readonly month: string; readonly members: number }[];
  readonly cells: readonly CohortCell[];
  readonly freshness: Freshness;
};

/** Follows customers, or affiliates, by the month in which they began. Affiliates are followed by the counts alone. */
export function findCohorts(context: Context, request: CohortsRequest): Promise<Cohorts | RowsRefused> {
  return transact(context, async (tx) => {
    const refused = request.of === "customer" ? await tooManySales(tx, context) : null;
    if (refused) return refused;
    const monthOf = (at: SQL) => sql`date_trunc('month', ${at} at time zone ${request.timeZone}::text)::date`;
    const first = sql`${request.fromMonth}::date`;
    const nth = sql`((extract(year from ${monthOf(sql`sales.at`)}) - extract(year from starts.month)) * 12
      + extract(month from ${monthOf(sql`sales.at`)}) - extract(month from starts.month))::int`;
    const { rows } = (await tx.execute(sql`
      with sales (member, at, currency, ppm, amount, refunded) as materialized (${salesOf(context, request)}),
      firsts (member, at) as (${firstsOf(context, request)}),
      starts as materialized (
        select member, ${monthOf(sql`at`)} as month from firsts
         where ${monthOf(sql`at`)} >= ${first} and ${monthOf(sql`at`)} < ${first} + make_interval(months => ${request.months}::int)
      )
      select to_char(month, 'YYYY-MM') as month, null::int as nth, null as currency, count(*)::int as members,
             '0' as ppm, '0' as amount, '0' as refunded from starts group by month
       union all
      select to_char(starts.month, 'YYYY-MM'), ${nth}, sales.currency::text, count(distinct member)::int, sum(ppm)::text,
             sum(amount)::text, sum(refunded)::text
        from starts join sales using (member) where ${nth} >= 0 group by 1, 2, 3
       order by 1, 2 nulls first, 3`)) as unknown as { rows: Row[] };
    return {
      sizes: rows.flatMap(({ month, nth, members }) => (nth === null ? [{ month, members }] : [])),
      cells: rows.flatMap((row) => cellOf(row)),
      freshness: await findFreshness(tx, context),
    };
  });
}

type Row = {
  month: string;
  nth: number | null;
  currency: Currency | null;
  members: number;
  ppm: string;
  amount: string;
  refunded: string;
};

function cellOf({ month, nth, currency, members, ppm, amount, refunded }: Row): readonly CohortCell[] {
  if (nth === null || currency === null) return [];
  const sums = { conversionsPpm: BigInt(ppm), revenueMinor: BigInt(amount), refundsMinor: BigInt(refunded) };
  return [{ month, nth, currency, members, ...sums }];
}

async function tooManySales(tx: Db, { workspaceId }: Context): Promise<RowsRefused | null> {
  const { rows } = (await tx.execute(sql`
    select coalesce(sum(conversions_ppm) / 1000000, 0)::text as sales from sale_counts
     where workspace_id = ${workspaceId}`)) as unknown as { rows: { sales: string }[] };
  const sales = Math.ceil(Number(rows[0]?.sales ?? 0));
  return sales > COHORT_ROWS_MAX ? { refused: "too_many_conversions", rows: sales } : null;
}

/** What is credited to somebody: of whom, when, and how much of it. */
function salesOf({ workspaceId }: Context, { of }: CohortsRequest): SQL {
  return of === "affiliate"
    ? sql`select affiliate_id, quarter, currency, conversions_ppm, amount_minor, refunded_minor from sale_counts
           where workspace_id = ${workspaceId} and affiliate_id <> '' and conversions_ppm > 0`
    : sql`select coalesce(sale.customer_external_id, sale.customer_email_sha256), part.occurred_at, part.currency,
                 part.conversions_ppm, part.amount_minor, part.refunded_minor
            from sale_parts part
            join conversions sale on sale.workspace_id = part.workspace_id and sale.id = part.conversion_id
           where part.workspace_id = ${workspaceId} and part.conversions_ppm > 0
             and coalesce(sale.customer_external_id, sale.customer_email_sha256) is not null`;
}

function firstsOf({ workspaceId }: Context, { of, start }: CohortsRequest): SQL {
  if (start === "first_sale") return sql`select member, min(at) from sales group by member`;
  return of === "affiliate"
    ? sql`select links.affiliate_id, min(click_counts.hour) from click_counts
            join links on links.workspace_id = click_counts.workspace_id and links.id = click_counts.link_id
           where click_counts.workspace_id = ${workspaceId} group by 1`
    : sql`select coalesce(sale.customer_external_id, sale.customer_email_sha256), min(touch.clicked_at)
            from conversions sale
            join journeys journey on journey.workspace_id = sale.workspace_id and journey.conversion_id = sale.id
            join journey_touches touch on touch.workspace_id = journey.workspace_id and touch.journey_id = journey.id
             and touch.kind = 'click'
           where sale.workspace_id = ${workspaceId}
             and coalesce(sale.customer_external_id, sale.customer_email_sha256) is not null group by 1`;
}
