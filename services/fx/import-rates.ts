import { sql } from "drizzle-orm";
import type { FxRate } from "../../core/money/fx.ts";
import type { Db } from "../../db/client.ts";

/** What became of rates: `differs` are kept as they were, since commissions may have been converted at them. */
export type ImportedRates = {
  readonly added: number;
  readonly exist: number;
  readonly differs: readonly FxRate[];
};

/** Writes rates of all workspaces once, in one statement. A rate that was there already stays as it is. */
export function importRates(db: Db, rates: readonly FxRate[]): Promise<ImportedRates> {
  const json = JSON.stringify(rates);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.fx_import', 'on', true)`);
    const added = (await tx.execute(sql`
      insert into fx_rates (source, day, currency, rate)
      select distinct on (source, currency, day) source, day, currency, rate
        from jsonb_to_recordset(${json}::jsonb) as given(source text, day date, currency char(3), rate text)
       order by source, currency, day, rate
      on conflict do nothing returning currency`)) as unknown as { rows: unknown[] };
    const { rows: differs } = (await tx.execute(sql`
      select given.source, given.day::text, given.currency, given.rate
        from jsonb_to_recordset(${json}::jsonb) as given(source text, day date, currency char(3), rate text)
        join fx_rates as kept on kept.source = given.source and kept.day = given.day
         and kept.currency = given.currency and kept.rate::numeric <> given.rate::numeric
       order by given.day, given.currency`)) as unknown as { rows: FxRate[] };
    return {
      added: added.rows.length,
      exist: rates.length - added.rows.length - differs.length,
      differs,
    };
  });
}
