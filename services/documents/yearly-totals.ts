import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { formatMinor } from "../../core/money/format.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import { writeCsv } from "../shared/csv.ts";

/** Most rows of one CSV file. */
export const TOTALS_CSV_MAX = 50_000;

/** What an affiliate was paid in a year and a currency, in minor units. */
export type YearlyTotal = {
  readonly affiliateId: AffiliateId;
  readonly name: string;
  readonly currency: Currency;
  readonly payoutsCount: number;
  readonly paidMinor: bigint;
  readonly returnsCount: number;
  readonly returnedMinor: bigint;
  /** Paid less returned; negative where more came back than was paid in the year. */
  readonly totalMinor: bigint;
};
type Totals = Omit<YearlyTotal, "paidMinor" | "returnedMinor" | "totalMinor"> &
  Readonly<Record<"paidMinor" | "returnedMinor" | "totalMinor", string>>;

/**
 * What affiliates were paid in a year of the workspace's time zone, by the day of the payout, less what came back
 * in the year, by the day it did. Summed over all years it is the balance of `paid_out` in the ledger.
 */
export async function listYearlyTotals(
  context: Context,
  { year, affiliateId }: { readonly year: number; readonly affiliateId?: AffiliateId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<YearlyTotal>> {
  const begin = (of: number) => sql`(make_date(${of}, 1, 1)::timestamp at time zone
    (select time_zone from workspaces where id = ${context.workspaceId}))`;
  const isInYear = (at: string) =>
    sql`${sql.raw(at)} >= ${begin(year)} and ${sql.raw(at)} < ${begin(year + 1)}`;
  const ofAffiliate = affiliateId === undefined ? sql`` : sql`and payout.affiliate_id = ${affiliateId}`;
  const rows = await transact(context, async (tx) => {
    const found = (await tx.execute(sql`
      with moved as (
        select affiliate_id, currency, amount_minor, ${isInYear("paid_at")} as is_paid,
               status = 'returned' and ${isInYear("ended_at")} as is_returned
          from payouts payout
         where workspace_id = ${context.workspaceId} and status in ('paid', 'returned') ${ofAffiliate})
      select moved.affiliate_id as "affiliateId", affiliate.name, trim(moved.currency) as currency,
             (count(*) filter (where is_paid))::int as "payoutsCount",
             coalesce(sum(amount_minor) filter (where is_paid), 0)::text as "paidMinor",
             (count(*) filter (where is_returned))::int as "returnsCount",
             coalesce(sum(amount_minor) filter (where is_returned), 0)::text as "returnedMinor",
             (coalesce(sum(amount_minor) filter (where is_paid), 0)
               - coalesce(sum(amount_minor) filter (where is_returned), 0))::text as "totalMinor"
        from moved join affiliates affiliate on affiliate.workspace_id = ${context.workspaceId} and affiliate.id = moved.affiliate_id
       where (is_paid or is_returned) and moved.affiliate_id || ' ' || moved.currency > ${after ?? ""}
       group by moved.affiliate_id, affiliate.name, moved.currency
       order by moved.affiliate_id || ' ' || moved.currency limit ${limit + 1}`)) as unknown as {
      rows: Totals[];
    };
    return found.rows.map((row) => ({
      ...{ ...row, paidMinor: BigInt(row.paidMinor), returnedMinor: BigInt(row.returnedMinor) },
      totalMinor: BigInt(row.totalMinor),
    }));
  });
  return cutPage(rows, limit, (row) => `${row.affiliateId} ${row.currency}`);
}

/** The totals of a year as CSV (RFC 4180), safe to open in a spreadsheet; null where they are too many for one file. */
export async function yearlyTotalsCsv(context: Context, year: number): Promise<string | null> {
  const page = await listYearlyTotals(context, { year }, { limit: TOTALS_CSV_MAX, after: null });
  if (page.nextAfter !== null) return null;
  const fields = [
    "year",
    "affiliate_id",
    "name",
    "currency",
    "payouts",
    "paid",
    "returns",
    "returned",
    "total",
  ];
  const data = page.rows.map((row) => [
    ...[String(year), row.affiliateId, row.name, row.currency, String(row.payoutsCount)],
    ...[formatMinor(row.paidMinor, row.currency), String(row.returnsCount)],
    ...[formatMinor(row.returnedMinor, row.currency), formatMinor(row.totalMinor, row.currency)],
  ]);
  return writeCsv(fields, data);
}
