import { and, eq } from "drizzle-orm";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, programs } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** The field that names a program or affiliate which is not in the workspace, or null. */
export async function findMissing(
  tx: Db,
  { workspaceId }: Context,
  { programId, affiliateId }: { readonly programId: ProgramId; readonly affiliateId: AffiliateId },
): Promise<"program_id" | "affiliate_id" | null> {
  const [program] = await tx
    .select({ id: programs.id })
    .from(programs)
    .where(and(eq(programs.workspaceId, workspaceId), eq(programs.id, programId)));
  if (!program) return "program_id";
  const [affiliate] = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, affiliateId)));
  return affiliate ? null : "affiliate_id";
}
