import { Pool } from "@neondatabase/serverless";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withDatabase } from "../../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let one: TestDatabase;
let two: TestDatabase;

beforeAll(async () => {
  [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([one.drop(), two.drop()]);
});

async function countTables(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select count(*)::int as n from pg_tables where schemaname = 'public'",
    );
    return rows[0].n;
  } finally {
    await client.end();
  }
}

describe("createTestDatabase", () => {
  it("gives a migrated database that no other test sees", async () => {
    expect(await countTables(one.ownerUrl)).toBeGreaterThan(10);
    const client = new pg.Client({ connectionString: one.ownerUrl });
    await client.connect();
    await client.query("create table only_here (id int)");
    await client.end();
    expect(await countTables(one.ownerUrl)).toBe((await countTables(two.ownerUrl)) + 1);
  });

  it("serves the app role through the relay, as a Worker reaches it", async () => {
    await withDatabase(one.env, async (db) => {
      const result = await db.execute("select current_user::text as who, current_database()::text as name");
      expect(result).toMatchObject({ rows: [{ who: "tributary_app", name: one.name }] });
    });
  });

  it("drops a database that is still connected to", async () => {
    const database = await createTestDatabase();
    const pool = new Pool({ connectionString: database.appUrl });
    pool.on("error", () => undefined);
    await pool.query("select 1");
    await database.drop();
    await expect(pool.query("select 1")).rejects.toThrow();
    await pool.end().catch(() => undefined);
  });
});
