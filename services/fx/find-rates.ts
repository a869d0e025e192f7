import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { type FxRate, RATE_AGE_DAYS_MAX } from "../../core/money/fx.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";

/**
 * The rates that sales of these days may be converted at, in one statement: all of these currencies from ten
 * days before the first day to the last. `findPair` takes the latest on or before a day from them.
 */
export async function loadRates(
  tx: Db,
  { currencies, from, until }: { currencies: readonly Currency[]; from: string; until: string },
): Promise<readonly FxRate[]> {
  if (currencies.length === 0) return [];
  const { rows } = (await tx.execute(sql`
    select source, day::text as day, currency, rate from fx_rates
     where source = 'ecb' and currency = any (${sql.param([...new Set(currencies)])}::text[])
       and day between ${from}::date - ${RATE_AGE_DAYS_MAX}::int and ${until}::date`)) as unknown as {
    rows: FxRate[];
  };
  return rows;
}

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
