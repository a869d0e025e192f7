import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Context } from "./context.ts";

/**
 * Has what is done under a name in a workspace be done by one transaction after the other: who comes later sees what those before
 * wrote. For what no row can be locked, e.g. how many there are.
 */
export function takeTurn(tx: Db, { workspaceId }: Pick<Context, "workspaceId">, name: string): Promise<void> {
  return takeTurns(tx, [`${name} ${workspaceId}`]);
}

/** As `takeTurn`, under names that are of no one workspace: several in one order for all who ask for them. */
export async function takeTurns(tx: Db, names: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(name, 0))
      from (select name from unnest(${sql.param([...names])}::text[]) as name order by name) as ordered`);
}
