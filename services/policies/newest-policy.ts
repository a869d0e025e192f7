import { desc, eq } from "drizzle-orm";
import { assert } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { policyVersions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

export type PolicyVersion = typeof policyVersions.$inferSelect;

/** The newest version of the workspace's policy, in force or not yet. Every workspace has version 1. */
export async function newestPolicy(tx: Db, context: Context): Promise<PolicyVersion> {
  const [newest] = await tx
    .select()
    .from(policyVersions)
    .where(eq(policyVersions.workspaceId, context.workspaceId))
    .orderBy(desc(policyVersions.version))
    .limit(1);
  assert(newest !== undefined, "a workspace has an attribution policy");
  return newest;
}
