import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { clickIdClash } from "../../core/link/parameter-map.ts";
import type { ParameterMap } from "../../core/link/parameters.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { programs, workspaces } from "../../db/schema/index.ts";
import { markKeysChanged, markLinksChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { InvalidFields } from "../shared/problems.ts";

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
 * published with every link and key, and none is that of a program's click id.
 */
export function updateWorkspace(
  context: Context,
  change: { readonly name?: string; readonly parameterMap?: ParameterMap },
): Promise<Result<Workspace, InvalidFields>> {
  const isWorkspace = eq(workspaces.id, context.workspaceId);
  return transact(context, async (tx) => {
    // The lock keeps new links and keys out, and names of click ids (`holdSettings`), so none is missed below.
    const [before] = await tx.select().from(workspaces).where(isWorkspace).for("no key update");
    if (!before) throw new Error("the workspace of a caller is gone");
    if (changesNothing(before, change)) return ok(before);
    const clashes = change.parameterMap ? await findClashes(tx, context, change.parameterMap) : [];
    if (clashes.length > 0) return fail({ code: "invalid_fields", fields: clashes });
    const [after] = await tx.update(workspaces).set(change).where(isWorkspace).returning();
    if (!after) throw new Error("a locked workspace was not written");
    if (change.parameterMap !== undefined) {
      // In the order of their keys in the outbox: whoever marks both otherwise would wait for us, and we for them.
      await markKeysChanged(tx, context);
      await markLinksChanged(tx, context, sql`true`);
    }
    await audit(tx, context, [
      { action: "workspace.updated", subjectId: before.id, change: changesOf(before, after) },
    ]);
    return ok(after);
  });
}

/** What of a map has the name of a program's click id, of programs that are not archived. */
async function findClashes(
  tx: Db,
  { workspaceId }: Context,
  map: ParameterMap,
): Promise<InvalidFields["fields"]> {
  const rows = await tx
    .selectDistinct({ clickIdParameter: programs.clickIdParameter })
    .from(programs)
    .where(and(eq(programs.workspaceId, workspaceId), isNull(programs.archivedAt)))
    .orderBy(asc(programs.clickIdParameter));
  return rows.flatMap(({ clickIdParameter }) => {
    const clash = clickIdClash(map, clickIdParameter);
    if (!clash) return [];
    const message = `would carry ${clash.carries} and the click id of a program`;
    return [{ param: `parameter_map.${clash.field}`, message }];
  });
}

/**
 * Reads the workspace for a transaction that makes what is published with its settings; they stay as they
 * are until it ends, so a change of theirs marks what it made.
 */
export async function holdSettings(tx: Db, { workspaceId }: Context): Promise<Workspace> {
  const [row] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId)).for("share");
  if (!row) throw new Error("the workspace of a caller is gone");
  return row;
}
