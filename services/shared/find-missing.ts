import { and, eq } from "drizzle-orm";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { programs } from "../../db/schema/index.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import type { Context } from "./context.ts";

/** The field that names a program or affiliate which is not in the workspace, or null. One that is null names none. */
export async function findMissing(
  tx: Db,
  context: Context,
  {
    programId,
    affiliateId,
  }: { readonly programId: ProgramId | null; readonly affiliateId: AffiliateId | null },
): Promise<"program_id" | "affiliate_id" | null> {
  if (programId !== null && !(await hasProgram(tx, context, programId))) return "program_id";
  if (affiliateId !== null && !(await hasAffiliate(tx, context, affiliateId))) return "affiliate_id";
  return null;
}

async function hasProgram(tx: Db, { workspaceId }: Context, id: ProgramId): Promise<boolean> {
  const isIt = and(eq(programs.workspaceId, workspaceId), eq(programs.id, id));
  return (await tx.select({ id: programs.id }).from(programs).where(isIt)).length > 0;
}
