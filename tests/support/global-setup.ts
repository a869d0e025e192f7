import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../db/migrate.ts";
import { startNeonRelay } from "../../local/neon-relay.ts";
import { type Postgres, startPostgres } from "../../local/postgres.ts";
import { connectionUrl, SHARED_DATABASE, TEMPLATE_DATABASE } from "./test-databases.ts";

/**
 * Starts one Postgres and one relay for the whole run, in a temporary folder, and migrates the
 * template that `createTestDatabase` clones. What it returns removes all of it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = project.vitest.getRootProject();
  // Every project that needs a database asks for it; the first one starts it for all.
  if (run.getProvidedContext().databaseProxy) return async () => undefined;
  const folder = mkdtempSync(join(tmpdir(), "tributary-test-"));
  // Test files ask side by side already; that one statement starts processes of its own costs more than it saves.
  const settings = { max_parallel_workers_per_gather: "0" };
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), durable: false, settings });
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.on("exit", removeNow);
  const relay = await startNeonRelay({ postgresPort: postgres.port });
  const stop = async (): Promise<void> => {
    await relay.stop();
    await postgres.stop();
    process.off("exit", removeNow);
    removeNow();
  };
  try {
    await createDatabases(postgres);
  } catch (error) {
    await stop();
    throw error;
  }
  run.provide(
    "appUrl",
    connectionUrl({ port: postgres.port, user: "tributary_app", database: SHARED_DATABASE }),
  );
  run.provide("ownerUrl", postgres.ownerUrl(SHARED_DATABASE));
  run.provide("postgresPort", postgres.port);
  run.provide("databaseProxy", relay.address);
  return stop;
}

/** Makes the template, and the one database of tests whose Worker has fixed bindings. */
async function createDatabases(postgres: Postgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl("postgres") });
  await client.connect();
  try {
    await client.query(`create database ${TEMPLATE_DATABASE}`);
    await migrateDatabase(postgres.ownerUrl(TEMPLATE_DATABASE));
    await client.query(`create database ${SHARED_DATABASE} template ${TEMPLATE_DATABASE}`);
  } finally {
    await client.end();
  }
}
