import { and, eq } from "drizzle-orm";
import type { AffiliateId, PlanId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { plans, programs } from "../../db/schema/index.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import type { Context } from "./context.ts";
import { type InvalidFields, type NotFound, namesNothing } from "./problems.ts";

/** The refusal of all fields that name a program, an affiliate or a plan which is not in the workspace, or null. One that is null names none. */
export async function findMissing(
  tx: Db,
  context: Context,
  {
    programId,
    affiliateId,
    planId = null,
  }: {
    readonly programId: ProgramId | null;
    readonly affiliateId: AffiliateId | null;
    readonly planId?: PlanId | null;
  },
): Promise<NotFound | InvalidFields | null> {
  const isProgram = programId === null || (await hasRow(tx, context, programs, programId));
  const isAffiliate = affiliateId === null || (await hasAffiliate(tx, context, affiliateId));
  const isPlan = planId === null || (await hasRow(tx, context, plans, planId));
  return namesNothing([
    ...(isProgram ? [] : ["program_id"]),
    ...(isAffiliate ? [] : ["affiliate_id"]),
    ...(isPlan ? [] : ["plan_id"]),
  ]);
}

async function hasRow(
  tx: Db,
  { workspaceId }: Context,
  table: typeof programs | typeof plans,
  id: ProgramId | PlanId,
): Promise<boolean> {
  const isIt = and(eq(table.workspaceId, workspaceId), eq(table.id, id));
  return (await tx.select({ id: table.id }).from(table).where(isIt)).length > 0;
}
