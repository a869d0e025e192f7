import { eq, sql } from "drizzle-orm";
import type { ParameterMap } from "../../core/link/parameters.ts";
import { workspaces } from "../../db/schema/index.ts";
import { markKeysChanged, markLinksChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";

export type Workspace = typeof workspaces.$inferSelect;

/** The workspace of the caller. */
export async function getWorkspace(context: Context): Promise<Workspace> {
  const [row] = await transact(context, (tx) =>
    tx.select().from(workspaces).where(eq(workspaces.id, context.workspaceId)),
  );
  if (!row) throw new Error("the workspace of a caller is gone");
  return row;
}

/**
 * Changes the settings of the workspace; what changes nothing writes nothing. Parameter names are
 * published with every link and key.
 */
export function updateWorkspace(
  context: Context,
  change: { readonly parameterMap?: ParameterMap },
): Promise<Workspace> {
  const isWorkspace = eq(workspaces.id, context.workspaceId);
  return transact(context, async (tx) => {
    // The lock keeps new links and keys out (their outbox rows refer to it), so none is missed below.
    const [before] = await tx.select().from(workspaces).where(isWorkspace).for("update");
    if (!before) throw new Error("the workspace of a caller is gone");
    if (changesNothing(before, change)) return before;
    const [after] = await tx.update(workspaces).set(change).where(isWorkspace).returning();
    if (!after) throw new Error("a locked workspace was not written");
    await markLinksChanged(tx, context, sql`true`);
    await markKeysChanged(tx, context);
    await audit(tx, context, [
      { action: "workspace.updated", subjectId: before.id, change: changesOf(before, after) },
    ]);
    return after;
  });
}
