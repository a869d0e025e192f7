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

/** Makes a table of the transaction, with statistics: what it holds may be one row or a million. */
export async function makeTable(tx: Db, name: TempTable, rows: SQL): Promise<void> {
  await tx.execute(sql`drop table if exists ${sql.identifier("pg_temp")}.${sql.identifier(name)}`);
  await tx.execute(sql`create temp table ${sql.identifier(name)} on commit drop as ${rows}`);
  await tx.execute(sql`analyze ${sql.identifier(name)}`);
}
