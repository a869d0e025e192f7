import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("npm run db:migrate", () => {
  const run = (databaseUrl: string) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      const command = fileURLToPath(new URL("migrate-command.ts", import.meta.url));
      const env = { ...process.env, DATABASE_URL: databaseUrl };
      const child = execFile(process.execPath, ["--import", "tsx", command], { env }, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, said: `${out}${err}`.trim() }),
      );
    });
  const done = { code: 0, said: "The database has the newest schema." };

  it("makes an empty database one that the Workers can use, and leaves it as it is when said again", async () => {
    const admin = new pg.Client({ connectionString: database.ownerUrl });
    await admin.connect();
    const name = `${database.name}_empty`;
    await admin.query(`create database ${name} template template0`);
    const url = database.ownerUrl.replace(database.name, name);
    const owner = new pg.Client({ connectionString: url });
    try {
      expect([await run(url), await run(url)]).toEqual([done, done]);
      await owner.connect();
      const { rows } = await owner.query(
        "select has_table_privilege('tributary_app', 'conversions', 'insert') as may, count(*)::int as applied from drizzle.__drizzle_migrations",
      );
      const { entries } = JSON.parse(
        readFileSync(new URL("migrations/meta/_journal.json", import.meta.url), "utf8"),
      );
      expect(rows).toEqual([{ may: true, applied: entries.length }]);
    } finally {
      await owner.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    }
  }, 60_000);

  it("says what it lacks, and why it cannot", async () => {
    expect(await run("")).toEqual({
      code: 1,
      said: "Error: DATABASE_URL must name the database, as the owner of its tables",
    });
    const app = await run(database.appUrl);
    expect(app.code).toBe(1);
    expect(app.said).toContain("permission denied");
  }, 60_000);
});
