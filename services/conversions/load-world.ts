import { eq, sql } from "drizzle-orm";
import { parsePlan } from "../../core/commission/plan.ts";
import type { Case, World } from "../../core/settlement/decide.ts";
import type { ProgramTerms } from "../../core/settlement/terms.ts";
import type { PlanId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import { findCoupons } from "./find-coupons.ts";
import { findEarlierSales } from "./find-earlier-sales.ts";

/** Loads all that the cases of a batch may need of their workspace, in a constant number of statements. */
export async function loadWorld(tx: Db, context: Context, cases: readonly Case[]): Promise<World> {
  const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, context.workspaceId));
  const coupons = await findCoupons(tx, context, cases);
  const earlierSales = await findEarlierSales(tx, context, cases);
  const credits = [...earlierSales.values()].flatMap((sales) => sales.flatMap(({ credit }) => credit ?? []));
  const touches = [...cases.flatMap(({ found }) => found), ...coupons.values(), ...credits];
  const programIds = new Set(touches.map(({ programId }) => programId));
  return {
    nowMs: context.now.getTime(),
    clickWaitMs: (workspace?.clickWaitSeconds ?? 0) * 1000,
    fraudThreshold: workspace?.fraudThreshold ?? 0,
    coupons,
    earlierSales,
    programs: await loadPrograms(tx, context, [...programIds]),
  };
}

type PlanRow = {
  readonly program_id: ProgramId;
  readonly hold_days: number;
  readonly plan_id: PlanId;
  readonly version: number;
  readonly body: unknown;
  readonly effective_from_ms: string;
};

async function loadPrograms(
  tx: Db,
  { workspaceId }: Context,
  programIds: readonly ProgramId[],
): Promise<ReadonlyMap<ProgramId, ProgramTerms>> {
  const { rows } = (await tx.execute(sql`
    select programs.id as program_id, programs.hold_days, plan_versions.plan_id, plan_versions.version,
           plan_versions.body, (extract(epoch from plan_versions.effective_from) * 1000)::bigint as effective_from_ms
      from programs
      join plan_versions on plan_versions.workspace_id = programs.workspace_id
       and plan_versions.plan_id = programs.plan_id
     where programs.workspace_id = ${workspaceId} and programs.id = any (${sql.param([...programIds])}::text[])
     order by plan_versions.version`)) as unknown as { rows: PlanRow[] };
  const programs = new Map<ProgramId, ProgramTerms>();
  for (const row of rows) {
    const version = {
      version: row.version,
      effectiveFromMs: Number(row.effective_from_ms),
      rule: parsePlan(row.body),
    };
    const earlier = programs.get(row.program_id)?.versions ?? [];
    programs.set(row.program_id, {
      programId: row.program_id,
      planId: row.plan_id,
      holdDays: row.hold_days,
      versions: [...earlier, version],
    });
  }
  return programs;
}
