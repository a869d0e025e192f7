import { eq, sql } from "drizzle-orm";
import { isTimeZone } from "../../core/commission/period.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { workspaces } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid } from "../shared/problems.ts";

/**
 * Sets the time zone by whose midnight months and quarters of plans begin, for what is settled from now on.
 * Only a name that both this runtime and Postgres know: history is summed there, and periods are named here.
 */
export function setTimeZone(context: Context, timeZone: string): Promise<Result<"set", Invalid>> {
  const isWorkspace = eq(workspaces.id, context.workspaceId);
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(
      sql`select name from pg_timezone_names where name = ${timeZone}`,
    )) as unknown as { rows: readonly unknown[] };
    if (rows.length === 0 || !isTimeZone(timeZone)) {
      const message = "must be an IANA time zone such as Europe/Berlin";
      return fail({ code: "invalid", param: "time_zone", message });
    }
    const [before] = await tx.select().from(workspaces).where(isWorkspace).for("no key update");
    if (!before) throw new Error("the workspace of a caller is gone");
    if (before.timeZone === timeZone) return ok("set");
    await tx.update(workspaces).set({ timeZone }).where(isWorkspace);
    await audit(tx, context, [
      {
        action: "workspace.updated",
        subjectId: before.id,
        change: { timeZone: { from: before.timeZone, to: timeZone } },
      },
    ]);
    return ok("set");
  });
}
