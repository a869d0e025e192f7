import { sql } from "drizzle-orm";
import {
  char,
  check,
  foreignKey,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { PAYOUT_METHOD_KINDS } from "../../core/payout/method.ts";
import type { AffiliateId, PayoutMethodId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";

export const payoutMethodKind = pgEnum("payout_method_kind", PAYOUT_METHOD_KINDS);

/**
 * Where an affiliate is paid. A row never changes but for its cancelling, so a payout freezes its recipient by
 * naming one. In force at an instant is the row that took effect last and was not cancelled (`payout_methods_in_force`).
 */
export const payoutMethods = pgTable(
  "payout_methods",
  {
    workspaceId: workspaceId(),
    id: text().$type<PayoutMethodId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    kind: payoutMethodKind().notNull(),
    /** ISO 3166-1 alpha-2 of the account, where it is known. */
    country: char({ length: 2 }),
    /** Enough to tell it from another, e.g. `DE…3000`. */
    hint: text().notNull(),
    /** The method itself, in an envelope for this row. */
    sealed: text().notNull(),
    /** From when on it is paid to: 72 hours after it was asked for, unless it is the first. */
    effectiveAt: instant("effective_at").notNull(),
    /** Only before it takes effect: no earlier one ever comes back. */
    cancelledAt: instant("cancelled_at"),
    cancelledBy: text("cancelled_by"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    // What payouts point at, so that one is never paid to the method of another affiliate.
    unique("payout_methods_of_affiliate").on(table.workspaceId, table.affiliateId, table.id),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    uniqueIndex("payout_methods_in_force_idx")
      .on(table.workspaceId, table.affiliateId, table.effectiveAt)
      .where(sql`${table.cancelledAt} is null`),
    check(
      "payout_methods_cancelled_before",
      sql`(${table.cancelledAt} is null) = (${table.cancelledBy} is null) and ${table.cancelledAt} < ${table.effectiveAt}`,
    ),
  ],
);
