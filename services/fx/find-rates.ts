import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { type FxRate, RATE_AGE_DAYS_MAX } from "../../core/money/fx.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";

/** Of each currency the latest rate on a day or before it, or of one alone, by name. */
export function listRates(
  context: Context,
  { day, currency }: { readonly day: string; readonly currency?: Currency | undefined },
): Promise<readonly FxRate[]> {
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select distinct on (currency) source, day::text as day, currency, rate from fx_rates
       where day between ${day}::date - ${RATE_AGE_DAYS_MAX}::int and ${day}::date
         and (${currency ?? null}::text is null or currency = ${currency ?? null}::text)
       order by currency, day desc, source`)) as unknown as { rows: FxRate[] };
    return rows;
  });
}

/** True if a source's rates of a day are there. */
export async function hasRates(
  db: Db,
  { source, day }: { readonly source: string; readonly day: string },
): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    select 1 from fx_rates where source = ${source} and day = ${day}::date limit 1`)) as unknown as {
    rows: unknown[];
  };
  return rows.length > 0;
}
