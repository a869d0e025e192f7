import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "./context.ts";

/**
 * Has what is done under a name in a workspace be done by one transaction after the other: who comes later sees what those before
 * wrote. For what no row can be locked, e.g. how many there are.
 */
export async function takeTurn(tx: Db, { workspaceId }: Context, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${name} ${workspaceId}`}, 0))`);
}

/** As `takeTurn`, in each of these workspaces, in one order for all who ask for several. */
export async function takeTurns(tx: Db, workspaceIds: readonly WorkspaceId[], name: string): Promise<void> {
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(${name} || ' ' || id, 0))
      from (select id from unnest(${sql.param([...workspaceIds])}::text[]) as id order by id) as ordered`);
}
