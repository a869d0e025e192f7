import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { currency, instant, minorUnits, workspaceId } from "./columns.ts";

/** Parts per million of conversions, so that those of several affiliates are counted in parts that sum to the whole. */
const ppm = (name: string) => minorUnits(name).notNull().default(sql`0`);
const sum = ppm;

/** What sales are summed by, as `core/reports/measures.ts` names it. */
export const saleSums = () => ({
  conversionsPpm: ppm("conversions_ppm"),
  undecidedPpm: ppm("undecided_ppm"),
  unattributedPpm: ppm("unattributed_ppm"),
  refundedPpm: ppm("refunded_ppm"),
  /** By where the commission of the credit stands. */
  pendingPpm: ppm("pending_ppm"),
  heldPpm: ppm("held_ppm"),
  approvedPpm: ppm("approved_ppm"),
  reversedPpm: ppm("reversed_ppm"),
  amountMinor: sum("amount_minor"),
  refundedMinor: sum("refunded_minor"),
  /** What commissions came to when they were made: the sum of the five that follow. */
  earnedMinor: sum("earned_minor"),
  pendingMinor: sum("pending_minor"),
  heldMinor: sum("held_minor"),
  approvedMinor: sum("approved_minor"),
  paidMinor: sum("paid_minor"),
  reversedMinor: sum("reversed_minor"),
  /** What was carried into later payouts, negative where it was taken. */
  adjustedMinor: sum("adjusted_minor"),
});

/**
 * What conversions came to, by the quarter of an hour in which they happened. Kept by triggers, in the statement that
 * writes what is counted, and by nothing else (docs/decisions/0037-counts-kept-by-triggers.md).
 */
export const saleCounts = pgTable(
  "sale_counts",
  {
    workspaceId: workspaceId(),
    /** The quarter of an hour, in which every time zone's days begin. */
    quarter: instant("quarter").notNull(),
    /** Empty of what no affiliate is credited with; the program and the link too, and the link of what a sponsor earns. */
    affiliateId: text("affiliate_id").notNull(),
    programId: text("program_id").notNull(),
    linkId: text("link_id").notNull(),
    /** Of the sale, or of the commission where that is counted. */
    currency: currency().notNull(),
    ...saleSums(),
    /** How often it was written: what rolls it up tells by it what changed since. */
    changes: bigint({ mode: "bigint" }).notNull().default(sql`1`),
  },
  (table) => [
    primaryKey({
      columns: [
        table.workspaceId,
        table.quarter,
        table.affiliateId,
        table.programId,
        table.linkId,
        table.currency,
      ],
    }),
    index("sale_counts_affiliate_idx").on(table.workspaceId, table.affiliateId, table.quarter),
    check("sale_counts_quarter", sql`extract(epoch from ${table.quarter}) % 900 = 0`),
  ],
);
