import { eq } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** Locks the workspace until the transaction ends, so that what it has one of is set one after the other. */
export async function lockWorkspace(tx: Db, { workspaceId }: Context): Promise<void> {
  const isWorkspace = eq(workspaces.id, workspaceId);
  await tx.select({ id: workspaces.id }).from(workspaces).where(isWorkspace).for("no key update");
}
