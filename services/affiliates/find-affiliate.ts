import { and, eq } from "drizzle-orm";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** Whether there is such an affiliate in the workspace. */
export async function hasAffiliate(tx: Db, context: Context, id: AffiliateId): Promise<boolean> {
  return (await named(tx, context, id)).length > 0;
}

/** As `hasAffiliate`; what is done to it meanwhile comes one after the other. */
export async function lockAffiliate(tx: Db, context: Context, id: AffiliateId): Promise<boolean> {
  return (await named(tx, context, id).for("update")).length > 0;
}

const named = (tx: Db, { workspaceId }: Context, id: AffiliateId) =>
  tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, id)));
