import { type SQLWrapper, sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from "drizzle-orm/pg-core";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { NetTerms, PayoutSchedule } from "../../core/payout/terms.ts";
import type { AffiliateId, PayoutTermsId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { programs } from "./programs.ts";

/**
 * Under which terms commissions are paid out, as versions that are never edited: of the workspace, a program,
 * an affiliate, or an affiliate in a program. Of each scope the newest version that has begun is in force; what
 * it leaves null is as the next wider scope says.
 */
export const payoutTerms = pgTable(
  "payout_terms",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<PayoutTermsId>().notNull(),
    programId: text("program_id").$type<ProgramId>(),
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    /** In place of the program's `hold_days`; of an affiliate's terms alone. */
    holdDays: smallint("hold_days"),
    net: text().$type<NetTerms>(),
    schedule: text().$type<PayoutSchedule>(),
    /** Minor units by currency, as digits; a currency that is not in it is as the wider scope says. */
    minimums: jsonb().$type<Readonly<Record<string, string>>>().notNull().default({}),
    requiresTaxForm: boolean("requires_tax_form"),
    requiresMethod: boolean("requires_method"),
    /** ISO 3166-1 alpha-2; none means any. */
    countries: text().array(),
    /** None means any. */
    methodKinds: text("method_kinds").array().$type<readonly PayoutMethod["kind"][]>(),
    /** An ISO 4217 code, `affiliate` for the affiliate's own, or `commission` for what was earned in. */
    payoutCurrency: text("payout_currency"),
    effectiveFrom: instant("effective_from").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("payout_terms_begin")
      .on(table.workspaceId, table.affiliateId, table.programId, table.effectiveFrom)
      .nullsNotDistinct(),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    ...checksOf(table),
  ],
);

function checksOf(
  table: Readonly<
    Record<
      | "affiliateId"
      | "holdDays"
      | "net"
      | "schedule"
      | "minimums"
      | "countries"
      | "methodKinds"
      | "payoutCurrency",
      SQLWrapper
    >
  >,
) {
  return [
    check(
      "payout_terms_hold_days",
      sql`${table.holdDays} is null or (${table.holdDays} between 0 and 365 and ${table.affiliateId} is not null)`,
    ),
    check(
      "payout_terms_net",
      sql`${table.net} ~ '^(immediate|(end_of_month_)?net_(7|15|30|45|60|90)|end_of_month)$'`,
    ),
    check(
      "payout_terms_schedule",
      sql`${table.schedule} ~ '^(by_hand|daily|semi_monthly|weekly_[1-7]|monthly_([1-9]|[12][0-9]|3[01]))$'`,
    ),
    check("payout_terms_minimums", sql`jsonb_typeof(${table.minimums}) = 'object'`),
    check("payout_terms_countries", sql`array_to_string(${table.countries}, '') ~ '^([A-Z]{2})*$'`),
    check(
      "payout_terms_method_kinds",
      sql`${table.methodKinds} <@ array['iban', 'stripe', 'paypal', 'wise']`,
    ),
    check("payout_terms_currency", sql`${table.payoutCurrency} ~ '^([A-Z]{3}|affiliate|commission)$'`),
  ];
}

/** A period of a schedule whose payouts were prepared, once: the day of the workspace's time zone it is due on. */
export const payoutRuns = pgTable(
  "payout_runs",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    schedule: text().$type<PayoutSchedule>().notNull(),
    /** `YYYY-MM-DD`. */
    period: date({ mode: "string" }).notNull(),
    /** When the period was due: what was payable by then is in its payouts. */
    cutoffAt: instant("cutoff_at").notNull(),
    /** When it was done: within the hour, or when a cron that was missed ran again. */
    preparedAt: instant("prepared_at").notNull(),
    batchesCount: integer("batches_count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.schedule, table.period] })],
);
