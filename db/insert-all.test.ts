import { sql } from "drizzle-orm";
import { bigint, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { asOwner } from "../tests/support/sample.ts";
import { insertAll, type RowsOfTable, rowsOf } from "./insert-all.ts";

const probes = pgTable(
  "probes",
  {
    id: text().notNull(),
    sum: bigint({ mode: "bigint" }),
    place: integer(),
    names: text().array(),
    body: jsonb(),
    at: timestamp({ withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.id] })],
);
const AT = new Date("2026-11-21T10:00:00.123Z");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What is there after rows were inserted, each list by a statement of its own. */
function afterInserting(...lists: readonly RowsOfTable[]): Promise<unknown[]> {
  return asOwner(database.ownerUrl, (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`create temp table probes
        (id text primary key, sum bigint, place int, names text[], body jsonb, at timestamptz) on commit drop`);
      for (const list of lists) await insertAll(tx, [list]);
      return tx.select().from(probes).orderBy(probes.id);
    }),
  );
}

it.each([
  ["a row", ["a"]],
  ["rows that are the same but for their key", ["a", "b", "c"]],
])("writes %s as given, whatever the types", async (_, ids) => {
  const rows = ids.map((id) => ({
    ...{ id, sum: 9_007_199_254_740_993n, place: -1, names: ['x"', "y,{}"], body: "text", at: AT },
  }));
  expect(await afterInserting(rowsOf(probes, rows))).toEqual(rows);
});

it("writes rows that differ in all but what is null in each", async () => {
  const rows = ["a", "b"].map((id, place) => ({
    ...{ id, sum: BigInt(place), place, names: null, body: { id, at: [place, null] } },
    at: new Date(AT.getTime() + place),
  }));
  expect(await afterInserting(rowsOf(probes, rows))).toEqual(rows);
});

it("tells null from what is there, and one instant from another", async () => {
  const rows = [
    { id: "a", sum: null, place: null, names: [], body: null, at: null },
    { id: "b", sum: 0n, place: 0, names: [""], body: {}, at: AT },
  ];
  expect(await afterInserting(rowsOf(probes, rows))).toEqual(rows);
});

it("adds to what is there, or leaves it", async () => {
  const row = { id: "a", sum: 2n, place: 1 };
  const found = await afterInserting(
    rowsOf(probes, [row]),
    rowsOf(probes, [{ ...row, sum: 40n }], { addTo: ["sum"] }),
    rowsOf(probes, [{ ...row, sum: 1_000n }], { ifAbsent: true }),
  );
  expect(found).toMatchObject([{ id: "a", sum: 42n, place: 1 }]);
});
