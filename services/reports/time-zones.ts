import { eq, sql } from "drizzle-orm";
import { workspaces } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";

/** The time zone days are told in: the workspace's own where none is given. Null for one that Postgres does not know. */
export function findReportZone(context: Context, given: string | undefined): Promise<string | null> {
  return transact(context, async (tx) => {
    const [workspace] = await tx
      .select({ timeZone: workspaces.timeZone })
      .from(workspaces)
      .where(eq(workspaces.id, context.workspaceId));
    const own = workspace?.timeZone ?? "UTC";
    if (given === undefined || given === own || given === "UTC") return given ?? own;
    const { rows } = (await tx.execute(
      sql`select name from pg_timezone_names where name = ${given}`,
    )) as unknown as { rows: unknown[] };
    return rows.length > 0 && isKnownHere(given) ? given : null;
  });
}

function isKnownHere(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-US", { timeZone }));
  } catch {
    return false;
  }
}
