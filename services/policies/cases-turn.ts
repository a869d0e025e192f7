import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { takeTurn } from "../shared/take-turn.ts";

/**
 * Has versions and cases of a workspace's policy and plans be added one after the other: of a version and a case that come at
 * once, the later is held to the earlier.
 *
 * @returns the context of when it is one's turn: what began during the wait is in force
 */
export async function takeCasesTurn(tx: Db, context: Context): Promise<Context> {
  await takeTurn(tx, context, "versions and cases");
  const { rows } = (await tx.execute(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`,
  )) as unknown as { rows: [{ now_ms: string }] };
  return { ...context, now: new Date(Math.max(Number(rows[0].now_ms), context.now.getTime())) };
}
