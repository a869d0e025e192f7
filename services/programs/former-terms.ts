import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { programs } from "../../db/schema/index.ts";
import type { RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";

/**
 * Keeps what programs said until now of their plan and currency of commissions, where a change has them say something else: orders of
 * until now earn under it, whenever they are reported. Terms that were in force for no time at all are not kept, nor does a clock that is
 * behind that of an earlier change put one before the other.
 */
export async function keepFormerTerms(
  tx: Db,
  { workspaceId, now }: Context,
  changes: readonly RowChange<typeof programs.$inferSelect>[],
): Promise<void> {
  const former = changes.flatMap(({ before, after }) =>
    before && (before.planId !== after.planId || before.commissionCurrency !== after.commissionCurrency)
      ? [{ program_id: before.id, plan_id: before.planId, commission_currency: before.commissionCurrency }]
      : [],
  );
  if (former.length === 0) return;
  const instant = sql`${now.toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into former_terms (workspace_id, program_id, ended_at, plan_id, commission_currency)
    select ${workspaceId}, program_id,
           greatest(${instant}, (select max(ended_at) from former_terms
                                  where workspace_id = ${workspaceId} and former_terms.program_id = was.program_id)),
           plan_id, commission_currency
      from json_to_recordset(${JSON.stringify(former)}::json)
        as was(program_id text, plan_id text, commission_currency commission_currency)
    on conflict do nothing`);
}
