import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { FxPair } from "../../core/money/fx.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import { currency, minorUnits, workspaceId } from "./columns.ts";

/**
 * What each currency of an affiliate's balance gave to a payout, and at which rate; written with the payout, and
 * never again. A trigger refuses sources that do not sum to the payout, or are of none.
 */
export const payoutSources = pgTable(
  "payout_sources",
  {
    workspaceId: workspaceId(),
    payoutId: text("payout_id").$type<PayoutId>().notNull(),
    /** What was owed, in minor units of the currency it was owed in: negative where the affiliate owed it. */
    currency: currency().notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    /** The same in the currency of the payout, rounded half up once. */
    convertedMinor: minorUnits("converted_minor").notNull(),
    /** The rates it was converted at; null where it was not. */
    fx: jsonb().$type<FxPair>(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.payoutId, table.currency] }),
    check(
      "payout_sources_converted",
      sql`${table.fx} is not null or ${table.convertedMinor} = ${table.amountMinor}`,
    ),
  ],
);
