import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { migrateDatabase } from "./migrate.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "tributary-migrations-"));
  mkdirSync(join(folder, "meta"));
  const entry = { idx: 0, version: "7", when: 4_000_000_000_000, tag: "0000_next", breakpoints: true };
  const journal = { version: "7", dialect: "postgresql", entries: [entry] };
  writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify(journal));
  writeFileSync(join(folder, "0000_next.sql"), 'ALTER TABLE "tags" ADD COLUMN "next" text;');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

it("gives way to whoever holds a table for long, and is done once that one is", async () => {
  const busy = new pg.Client({ connectionString: database.ownerUrl });
  await busy.connect();
  await busy.query("begin");
  await busy.query("select 1 from tags");
  const migrated = migrateDatabase(database.ownerUrl, folder);
  const other = new pg.Client({ connectionString: database.ownerUrl });
  await other.connect();
  await other.query("set lock_timeout = '200ms'");
  const read = () =>
    other.query("select 1 from tags").then(
      () => "read",
      () => "kept out",
    );
  await expect.poll(read, { timeout: 10_000, interval: 50 }).toBe("kept out");
  await expect.poll(read, { timeout: 10_000, interval: 50 }).toBe("read");
  await busy.query("commit");
  await migrated;
  const { rows } = await other.query("select next from tags limit 0");
  expect(rows).toEqual([]);
  await Promise.all([busy.end(), other.end()]);
});
