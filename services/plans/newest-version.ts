import { and, desc, eq } from "drizzle-orm";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { planVersions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** One version of a plan, as it is stored. */
export type PlanVersion = typeof planVersions.$inferSelect;

/** The version of a plan that was added last, whenever it begins; null if there is no such plan. */
export async function newestVersion(
  tx: Db,
  { workspaceId }: Context,
  planId: PlanId,
): Promise<PlanVersion | null> {
  const [row] = await tx
    .select()
    .from(planVersions)
    .where(and(eq(planVersions.workspaceId, workspaceId), eq(planVersions.planId, planId)))
    .orderBy(desc(planVersions.version))
    .limit(1);
  return row ?? null;
}
