import { sql } from "drizzle-orm";
import {
  bigint,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { PayoutOutcome } from "../../core/payout/resolve.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { payoutAccounts, payoutProvider, payouts } from "./payouts.ts";

/** A callback that was proved to be the provider's, as it came, kept before it is answered. */
export const payoutCallbacks = pgTable(
  "payout_callbacks",
  {
    workspaceId: workspaceId(),
    provider: payoutProvider().notNull(),
    /** SHA-256 of the body, hex: the same callback delivered again is the same row. */
    digest: char({ length: 64 }).notNull(),
    /** The account whose secret proved it. */
    identity: text().notNull(),
    /** Headers and body, sealed: they name recipients. */
    sealed: text().notNull(),
    /** What it says, as `ProviderEvent`s of which none names a recipient. */
    events: jsonb().notNull(),
    receivedAt: instant("received_at").notNull(),
    deliveries: integer().notNull().default(1),
    /** When what it says was booked. */
    appliedAt: instant("applied_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.provider, table.digest] }),
    index("payout_callbacks_open_idx")
      .on(table.workspaceId, table.receivedAt)
      .where(sql`${table.appliedAt} is null`),
    index("payout_callbacks_applied_idx")
      .on(table.workspaceId, table.appliedAt)
      .where(sql`${table.appliedAt} is not null`),
    foreignKey({
      columns: [table.workspaceId, table.provider, table.identity],
      foreignColumns: [payoutAccounts.workspaceId, payoutAccounts.provider, payoutAccounts.identity],
    }),
    check("payout_callbacks_delivered", sql`${table.deliveries} > 0`),
  ],
);

/** How many calls that said they were a provider's were turned away, by day (UTC) and reason. Nothing else is kept of them. */
export const payoutCallbackRefusals = pgTable(
  "payout_callback_refusals",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    provider: payoutProvider().notNull(),
    day: date({ mode: "string" }).notNull(),
    reason: text().notNull(),
    count: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.provider, table.day, table.reason] }),
    check("payout_callback_refusals_counted", sql`${table.count} > 0`),
  ],
);

/**
 * What a person says became of a payout that no provider can tell of, and who confirmed it. One for each payout: that it came
 * back takes the place of that it was paid.
 */
export const payoutResolutions = pgTable(
  "payout_resolutions",
  {
    workspaceId: workspaceId(),
    payoutId: text("payout_id").$type<PayoutId>().notNull(),
    outcome: text().$type<PayoutOutcome>().notNull(),
    /** What finds the payment at the provider or the bank. */
    reference: text(),
    note: text().notNull(),
    /** What was debited for it, where that was in another currency. */
    debitedMinor: minorUnits("debited_minor"),
    debitedCurrency: currency("debited_currency"),
    proposedBy: text("proposed_by").notNull(),
    proposedAt: instant("proposed_at").notNull(),
    confirmedBy: text("confirmed_by"),
    confirmedAt: instant("confirmed_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.payoutId] }),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    check("payout_resolutions_outcome", sql`${table.outcome} in ('paid', 'failed', 'returned')`),
    check(
      "payout_resolutions_debited",
      sql`case when ${table.debitedCurrency} is null then ${table.debitedMinor} is null
        else coalesce(${table.debitedMinor} > 0, false) and ${table.outcome} = 'paid' end`,
    ),
    check("payout_resolutions_second_person", sql`${table.confirmedBy} <> ${table.proposedBy}`),
    check(
      "payout_resolutions_confirmed_whole",
      sql`(${table.confirmedBy} is null) = (${table.confirmedAt} is null)`,
    ),
  ],
);
