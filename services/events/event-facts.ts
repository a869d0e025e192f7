import { type SQL, sql } from "drizzle-orm";
import type { EventShape } from "../../core/events/catalogue.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { ofAnySize } from "../../db/of-any-size.ts";

/** How the data of events is read from the tables: `given` holds the events, a row each. */
type Facts = {
  readonly joins: (workspaceId: WorkspaceId) => SQL;
  readonly affiliate: SQL;
  readonly program: SQL;
  readonly data: SQL;
};

const instant = (column: SQL): SQL =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const money = (minor: SQL, currency: SQL): SQL =>
  sql`jsonb_build_object('amount_minor', (${minor})::text, 'currency', ${currency})`;

/** The data of each shape, as `contracts/events` has it. */
export const FACTS: Readonly<Record<EventShape, Facts>> = {
  change: {
    joins: () => sql``,
    affiliate: sql`case when given.object = 'affiliate' then given.subject_id end`,
    program: sql`case when given.object = 'program' then given.subject_id end`,
    data: sql`jsonb_build_object('id', given.subject_id, 'object', given.object)`,
  },
  conversion: {
    joins: (workspaceId) => sql`
      join conversions as v on v.workspace_id = ${ofAnySize(workspaceId)} and v.id = given.subject_id`,
    affiliate: sql`null`,
    program: sql`null`,
    data: sql`jsonb_build_object('id', v.id, 'object', 'conversion', 'external_id', v.external_id, 'event', v.event,
      'status', v.status, 'reason', v.reason, 'amount', ${money(sql`v.amount_minor`, sql`v.currency`)},
      'refunded', ${money(sql`v.refunded_minor`, sql`v.currency`)}, 'coupon_code', v.coupon_code,
      'occurred_at', ${instant(sql`v.occurred_at`)}, 'received_at', ${instant(sql`v.received_at`)},
      'decided_at', ${instant(sql`v.decided_at`)})`,
  },
  conversion_change: {
    joins: (workspaceId) => sql`
      join conversion_changes as g on g.workspace_id = ${ofAnySize(workspaceId)} and g.id = given.subject_id
      join conversions as v on v.workspace_id = ${ofAnySize(workspaceId)} and v.id = g.conversion_id`,
    affiliate: sql`null`,
    program: sql`null`,
    data: sql`jsonb_build_object('id', g.id, 'object', 'conversion_change', 'kind', g.kind,
      'external_id', g.external_id, 'conversion_id', v.id, 'conversion_external_id', v.external_id,
      'amount', case when g.amount_minor is null then null
        else ${money(sql`g.amount_minor`, sql`v.currency`)} end,
      'refunded', ${money(sql`v.refunded_minor`, sql`v.currency`)}, 'reason', g.reason,
      'occurred_at', ${instant(sql`g.occurred_at`)})`,
  },
  commission: {
    joins: (workspaceId) => sql`
      join commissions as c on c.workspace_id = ${ofAnySize(workspaceId)} and c.id = given.subject_id
      join conversions as v on v.workspace_id = ${ofAnySize(workspaceId)} and v.id = c.conversion_id`,
    affiliate: sql`c.affiliate_id`,
    program: sql`c.program_id`,
    data: sql`jsonb_build_object('id', c.id, 'object', 'commission', 'status', c.status, 'kind', c.kind,
      'level', c.level, 'affiliate_id', c.affiliate_id, 'program_id', c.program_id,
      'conversion_id', v.id, 'conversion_external_id', v.external_id, 'event', v.event,
      'amount', ${money(sql`c.amount_minor`, sql`c.currency`)},
      'reduced', ${money(sql`c.reduced_minor`, sql`c.currency`)},
      'plan_id', c.plan_id, 'plan_version', c.plan_version, 'hold_until', ${instant(sql`c.hold_until`)},
      'approved_at', ${instant(sql`c.approved_at`)}, 'payable_at', ${instant(sql`c.payable_at`)})`,
  },
  payout: {
    joins: (workspaceId) => sql`
      join payouts as p on p.workspace_id = ${ofAnySize(workspaceId)} and p.id = given.subject_id`,
    affiliate: sql`p.affiliate_id`,
    program: sql`null`,
    data: sql`jsonb_build_object('id', p.id, 'object', 'payout', 'status', p.status, 'batch_id', p.batch_id,
      'affiliate_id', p.affiliate_id, 'amount', ${money(sql`p.amount_minor`, sql`p.currency`)},
      'reference', p.reference, 'reason', p.reason, 'paid_at', ${instant(sql`p.paid_at`)},
      'ended_at', ${instant(sql`p.ended_at`)})`,
  },
};
