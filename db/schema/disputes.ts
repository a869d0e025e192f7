import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  DISPUTE_OUTCOMES,
  DISPUTE_PARTIES,
  DISPUTE_REASONS,
  DISPUTE_STATUSES,
  DISPUTE_STEPS,
} from "../../core/payout/dispute.ts";
import type { AffiliateId, CommissionId, DisputeId, PayoutId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { commissions } from "./commissions.ts";
import { workspaces } from "./organisations.ts";
import { payouts } from "./payouts.ts";

export const disputeParty = pgEnum("dispute_party", DISPUTE_PARTIES);
export const disputeStatus = pgEnum("dispute_status", DISPUTE_STATUSES);
export const disputeReason = pgEnum("dispute_reason", DISPUTE_REASONS);
export const disputeOutcome = pgEnum("dispute_outcome", DISPUTE_OUTCOMES);
export const disputeStepKind = pgEnum("dispute_step_kind", DISPUTE_STEPS);

/** How long an answer and a decision may take, in days of 24 hours; without a row the defaults of the code hold. */
export const disputeSettings = pgTable(
  "dispute_settings",
  {
    workspaceId: workspaceId()
      .primaryKey()
      .references(() => workspaces.id),
    answerDays: integer("answer_days").notNull(),
    decisionDays: integer("decision_days").notNull(),
  },
  (table) => [
    check("dispute_settings_answer", sql`${table.answerDays} between 1 and 90`),
    check("dispute_settings_decision", sql`${table.decisionDays} between ${table.answerDays} and 365`),
  ],
);

/**
 * A dispute on a commission or a payout: one that is not closed for each of them at most. Triggers allow the moves of
 * `core/payout/dispute.ts` and no other.
 *
 * What a run of payouts must leave out as `disputed` is every commission for which there is a row with
 * `holds_commission`; it is kept true to party and status by the database, and indexed by commission:
 *
 *     exists (select 1 from disputes d where d.workspace_id = c.workspace_id
 *                and d.commission_id = c.id and d.holds_commission)
 *
 * A dispute begins and ends to hold under the lock of the ledger (`lockLedger`), so a run that holds it sees the last
 * word. What is `carried` is never held.
 */
export const disputes = pgTable(
  "disputes",
  {
    workspaceId: workspaceId(),
    id: text().$type<DisputeId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    party: disputeParty().notNull(),
    /** One of the two is what it is about. */
    commissionId: text("commission_id").$type<CommissionId>(),
    payoutId: text("payout_id").$type<PayoutId>(),
    /** Currency of what it is about. */
    currency: currency().notNull(),
    reason: disputeReason().notNull(),
    /** What is asked for, in words. */
    text: text().notNull(),
    /** What is asked for, in minor units; null where no sum is named. */
    claimedMinor: minorUnits("claimed_minor"),
    status: disputeStatus().notNull().default("open"),
    /** True while it is the merchant's and not closed: no payout takes the commission then. */
    holdsCommission: boolean("holds_commission")
      .notNull()
      .generatedAlwaysAs(
        sql`party = 'merchant' and commission_id is not null and (status = 'open' or status = 'answered')`,
      ),
    openedBy: text("opened_by").notNull(),
    openedAt: instant("opened_at").notNull(),
    answerDueAt: instant("answer_due_at").notNull(),
    decisionDueAt: instant("decision_due_at").notNull(),
    answeredAt: instant("answered_at"),
    /** When it was upheld, rejected or withdrawn, and by whom. */
    closedAt: instant("closed_at"),
    closedBy: text("closed_by"),
    /** Of an upheld one alone. */
    outcome: disputeOutcome(),
    awardedMinor: minorUnits("awarded_minor"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.commissionId],
      foreignColumns: [commissions.workspaceId, commissions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    uniqueIndex("disputes_one_of_commission")
      .on(table.workspaceId, table.commissionId)
      .where(sql`${table.commissionId} is not null and ${table.status} in ('open', 'answered')`),
    uniqueIndex("disputes_one_of_payout")
      .on(table.workspaceId, table.payoutId)
      .where(sql`${table.payoutId} is not null and ${table.status} in ('open', 'answered')`),
    index("disputes_holding_idx")
      .on(table.workspaceId, table.commissionId)
      .where(sql`${table.holdsCommission}`),
    index("disputes_due_idx")
      .on(table.workspaceId, table.decisionDueAt)
      .where(sql`${table.status} in ('open', 'answered')`),
    index("disputes_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("disputes_payout_idx").on(table.workspaceId, table.payoutId),
    check("disputes_subject", sql`num_nonnulls(${table.commissionId}, ${table.payoutId}) = 1`),
    check("disputes_merchants", sql`${table.party} = 'affiliate' or ${table.commissionId} is not null`),
    check(
      "disputes_reason",
      sql`(${table.party} = 'merchant') = (${table.reason} in ('sale_not_valid', 'suspected_fraud', 'terms_breached'))
        and (${table.payoutId} is not null) = (${table.reason} in ('payout_not_received', 'payout_amount_wrong'))`,
    ),
    check("disputes_claim", sql`${table.claimedMinor} > 0`),
    check(
      "disputes_due",
      sql`${table.answerDueAt} > ${table.openedAt} and ${table.decisionDueAt} >= ${table.answerDueAt}`,
    ),
    check("disputes_answered", sql`${table.status} <> 'answered' or ${table.answeredAt} is not null`),
    check(
      "disputes_closed",
      sql`(${table.status} in ('open', 'answered')) = (${table.closedAt} is null)
        and (${table.closedAt} is null) = (${table.closedBy} is null)`,
    ),
    check("disputes_outcome", sql`(${table.outcome} is not null) = (${table.status} = 'upheld')`),
    check(
      "disputes_award",
      sql`(${table.awardedMinor} is not null) = (coalesce(${table.outcome} in ('adjusted', 'reversed'), false))
        and ${table.awardedMinor} > 0`,
    ),
    check(
      "disputes_second_person",
      sql`${table.status} not in ('upheld', 'rejected') or ${table.closedBy} <> ${table.openedBy}`,
    ),
  ],
);

/** What happened to a dispute, oldest first. Append-only; each kind but a note comes once. */
export const disputeSteps = pgTable(
  "dispute_steps",
  {
    workspaceId: workspaceId(),
    disputeId: text("dispute_id").$type<DisputeId>().notNull(),
    /** From 1, without a gap. */
    sequence: integer().notNull(),
    kind: disputeStepKind().notNull(),
    actor: text().notNull(),
    /** Whose word it is; null of what the clock did. */
    party: disputeParty(),
    text: text(),
    at: instant("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.disputeId, table.sequence] }),
    foreignKey({
      columns: [table.workspaceId, table.disputeId],
      foreignColumns: [disputes.workspaceId, disputes.id],
    }),
    uniqueIndex("dispute_steps_once")
      .on(table.workspaceId, table.disputeId, table.kind)
      .where(sql`${table.kind} <> 'noted'`),
    check("dispute_steps_sequence", sql`${table.sequence} > 0`),
  ],
);
