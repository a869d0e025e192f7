import { sql } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { parsePolicy } from "../../core/attribution/policy-body.ts";
import { type CommissionRule, parsePlan } from "../../core/commission/plan.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import type { PlanId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** The policy that governs a sale. */
export type PolicyInForce = {
  readonly version: number;
  readonly hash: string;
  readonly policy: AttributionPolicy;
};

/** The plan version that governs a sale of a program, and the program's hold. */
export type PlanInForce = {
  readonly programId: ProgramId;
  readonly planId: PlanId;
  readonly version: number;
  readonly rule: CommissionRule;
  readonly holdDays: number;
};

/** The newest policy version in force at an instant. Every workspace has version 1 from its beginning. */
export async function findPolicy(tx: Db, context: Context, at: Date): Promise<PolicyInForce> {
  const { rows } = (await tx.execute(sql`
    select version, hash, body from policy_versions
     where workspace_id = ${context.workspaceId}
     order by (effective_from <= ${at.toISOString()}::timestamptz) desc,
              case when effective_from <= ${at.toISOString()}::timestamptz then version else -version end desc
     limit 1`)) as unknown as { rows: { version: number; hash: string; body: unknown }[] };
  const [row] = rows;
  if (!row) throw new InvariantError(`workspace ${context.workspaceId} has no attribution policy`);
  return { version: row.version, hash: row.hash, policy: parsePolicy(row.body) };
}

/** The newest plan version of each program in force at an instant; a program without one is left out. */
export async function findPlans(
  tx: Db,
  context: Context,
  programIds: readonly ProgramId[],
  at: Date,
): Promise<ReadonlyMap<ProgramId, PlanInForce>> {
  if (programIds.length === 0) return new Map();
  const { rows } = (await tx.execute(sql`
    select distinct on (programs.id) programs.id as program_id, programs.hold_days, plan_versions.plan_id,
           plan_versions.version, plan_versions.body
      from programs
      join plan_versions on plan_versions.workspace_id = programs.workspace_id
       and plan_versions.plan_id = programs.plan_id
     where programs.workspace_id = ${context.workspaceId}
       and programs.id = any (${sql.param([...programIds])}::text[])
       and plan_versions.effective_from <= ${at.toISOString()}::timestamptz
     order by programs.id, plan_versions.version desc`)) as unknown as {
    rows: { program_id: ProgramId; hold_days: number; plan_id: PlanId; version: number; body: unknown }[];
  };
  return new Map(
    rows.map((row) => [
      row.program_id,
      {
        programId: row.program_id,
        planId: row.plan_id,
        version: row.version,
        rule: parsePlan(row.body),
        holdDays: row.hold_days,
      },
    ]),
  );
}
