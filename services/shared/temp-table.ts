import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";

/** Tables that live until their transaction ends: those of a plan of payouts, and those that journals are made of. */
export type TempTable =
  | "plan_claims"
  | "plan_pairs"
  | "plan_parts"
  | "plan_payouts"
  | "plan_sources"
  | "plan_batches"
  | "payouts_named"
  | "payouts_moved"
  | "payouts_given"
  | "payout_lines"
  | "payout_journals";

/** From so many rows on a table is counted: of fewer the planner's own guess is as good. */
const COUNTED_FROM = 500;

/**
 * Makes a table of the transaction, with statistics where it has many rows: what it holds may be one row or a million.
 * Gives how many it has.
 */
export async function makeTable(tx: Db, name: TempTable, rows: SQL): Promise<number> {
  await tx.execute(sql`drop table if exists ${sql.identifier("pg_temp")}.${sql.identifier(name)}`);
  const { rowCount } = (await tx.execute(
    sql`create temp table ${sql.identifier(name)} on commit drop as ${rows}`,
  )) as unknown as { rowCount: number };
  if (rowCount >= COUNTED_FROM) await tx.execute(sql`analyze ${sql.identifier(name)}`);
  return rowCount;
}
