import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clicks } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner } from "../../tests/support/sample.ts";
import { isClickedIn } from "./clicks.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

it("reads the partitions of the span's days and no other", async () => {
  const day = new Date(new Date().toISOString().slice(0, 10));
  const span = { from: day, to: new Date(day.getTime() + 3_600_000) };
  const plan = await asOwner(database.ownerUrl, async (db) => {
    const explained = await db.execute(
      sql`explain analyze select count(*) from ${clicks} where ${isClickedIn(span)}`,
    );
    return (explained as unknown as { rows: Record<string, string>[] }).rows
      .flatMap(Object.values)
      .join("\n");
  });
  const scanned = new Set(plan.match(/clicks_(\d{8}|default)/g));
  expect([...scanned]).toEqual([`clicks_${day.toISOString().slice(0, 10).replaceAll("-", "")}`]);
});
