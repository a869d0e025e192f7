import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { StepUpFactorId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/**
 * What a caller proves itself by once more: a secret that makes one-time codes (TOTP, RFC 6238). It counts once a
 * first code confirmed it and, unless it is the workspace's first, another who has one vouched for it.
 */
export const stepUpFactors = pgTable(
  "step_up_factors",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<StepUpFactorId>().notNull(),
    /** Whose it is: an actor, `key:key_…`. */
    principal: text().notNull(),
    /** The secret, in an envelope for this row. */
    sealed: text().notNull(),
    confirmedAt: instant("confirmed_at"),
    /** The actor who vouched for it; the principal itself for the workspace's first. */
    vouchedBy: text("vouched_by"),
    vouchedAt: instant("vouched_at"),
    revokedAt: instant("revoked_at"),
    /** The step of time whose code was used last: that code and all before it are spent. */
    lastCounter: bigint("last_counter", { mode: "bigint" }),
    /** Wrong codes since the last right one. */
    failures: integer().notNull().default(0),
    /** No code is looked at before then; null while it need not wait. */
    waitUntil: instant("wait_until"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("step_up_factors_confirmed")
      .on(table.workspaceId, table.principal)
      .where(sql`${table.confirmedAt} is not null and ${table.revokedAt} is null`),
    uniqueIndex("step_up_factors_unconfirmed")
      .on(table.workspaceId, table.principal)
      .where(sql`${table.confirmedAt} is null and ${table.revokedAt} is null`),
    index("step_up_factors_principal_idx").on(table.workspaceId, table.principal, table.id),
    check(
      "step_up_factors_in_order",
      sql`(${table.vouchedAt} is null) = (${table.vouchedBy} is null)
        and (${table.vouchedAt} is null or ${table.confirmedAt} is not null)`,
    ),
    check("step_up_factors_failures", sql`${table.failures} >= 0`),
  ],
);

/** Above which sum a batch is approved with a one-time code only, by currency; without a row none is asked for. */
export const payoutApprovalLimits = pgTable(
  "payout_approval_limits",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    currency: currency().notNull(),
    /** Null where the limit was taken away. */
    stepUpOverMinor: minorUnits("step_up_over_minor"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.currency] }),
    check("payout_approval_limits_not_negative", sql`${table.stepUpOverMinor} >= 0`),
  ],
);
