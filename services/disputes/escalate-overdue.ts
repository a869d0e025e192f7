import { sql } from "drizzle-orm";
import type { DisputeId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { addStep } from "./load-dispute.ts";

/** Dates that one transaction notes; what is left is noted by the next. */
export const OVERDUE_PER_TRANSACTION_MAX = 200;

type Overdue = { readonly id: DisputeId; readonly kind: "answer_overdue" | "decision_overdue" };

/**
 * Notes of disputes whose answer or decision is overdue that it is, once each: a step, and so an audit row. What is
 * answered late is not noted after that.
 *
 * @returns how many dates were noted
 */
export function escalateOverdue(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    const overdue = await lockOverdue(tx, context);
    for (const { id, kind } of overdue) {
      await addStep(tx, context, { id }, { kind, party: null, text: null });
    }
    return overdue.length;
  });
}

/** A dispute that somebody moves at this moment is left for the next run. */
async function lockOverdue(tx: Db, { workspaceId, now }: Context): Promise<readonly Overdue[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = (await tx.execute(sql`
    with locked as materialized (
      select id, status, answer_due_at, decision_due_at from disputes
       where workspace_id = ${workspaceId} and status in ('open', 'answered')
         and ((status = 'open' and answer_due_at <= ${at} and not ${isNoted("answer_overdue", workspaceId)})
              or (decision_due_at <= ${at} and not ${isNoted("decision_overdue", workspaceId)}))
       order by id limit ${OVERDUE_PER_TRANSACTION_MAX} for update skip locked)
    select id, kind from locked as disputes cross join (values ('answer_overdue'), ('decision_overdue')) kinds(kind)
     where case kind
             when 'answer_overdue' then status = 'open' and answer_due_at <= ${at} and not ${isNoted("answer_overdue", workspaceId)}
             else decision_due_at <= ${at} and not ${isNoted("decision_overdue", workspaceId)} end
     order by id, kind`)) as unknown as { rows: Overdue[] };
  return rows;
}

const isNoted = (kind: Overdue["kind"], workspaceId: string) => sql`exists (
  select 1 from dispute_steps step
   where step.workspace_id = ${workspaceId} and step.dispute_id = disputes.id and step.kind = ${kind}::dispute_step_kind)`;
