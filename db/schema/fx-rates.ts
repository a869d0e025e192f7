import { sql } from "drizzle-orm";
import { check, date, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, currency } from "./columns.ts";

/**
 * So many units of a currency cost one euro, on the day a source published it. The same for all workspaces,
 * never edited: what was converted at a rate can be converted again.
 */
export const fxRates = pgTable(
  "fx_rates",
  {
    source: text().notNull(),
    /** `YYYY-MM-DD`. */
    day: date({ mode: "string" }).notNull(),
    currency: currency().notNull(),
    /** Exact decimal, as it was published. */
    rate: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.currency, table.day] }),
    index("fx_rates_day_idx").on(table.day),
    check(
      "fx_rates_exact_decimal",
      sql`${table.rate} ~ '^(0|[1-9][0-9]{0,11})([.][0-9]{1,12})?$' and ${table.rate} ~ '[1-9]'`,
    ),
  ],
);
