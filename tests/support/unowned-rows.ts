import { like, sql } from "drizzle-orm";
import { withDatabase } from "../../db/client.ts";
import { badRows } from "../../db/schema/index.ts";
import { bindings } from "./functions-world.ts";

/** A bad row as tests look at it. */
export type StoredBadRow = {
  readonly id: bigint;
  readonly reason: string;
  readonly payload: string;
  readonly replays: number;
  readonly resolvedAt: Date | null;
};

/** Rows that name no workspace, and hold this text. */
export function unownedWith(text: string): Promise<readonly StoredBadRow[]> {
  return withDatabase(bindings, (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.unowned_bad_rows', 'on', true)`);
      return tx
        .select()
        .from(badRows)
        .where(like(badRows.payload, `%${text}%`));
    }),
  ) as Promise<readonly StoredBadRow[]>;
}

/** How many of the rows wait, and how many were taken in. */
export const tally = (rows: readonly StoredBadRow[]) => ({
  open: rows.filter(({ resolvedAt }) => resolvedAt === null).length,
  resolved: rows.filter(({ resolvedAt }) => resolvedAt !== null).length,
});
