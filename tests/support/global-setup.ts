import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../db/migrate.ts";
import { startNeonRelay } from "../../local/neon-relay.ts";
import { startPostgres } from "../../local/postgres.ts";
import { TEMPLATE_DATABASE } from "./postgres.ts";

/**
 * Starts one Postgres and one relay for the whole run, in a temporary folder, and migrates the
 * template that `createTestDatabase` clones. What it returns removes all of it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-test-"));
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
  const removeNow = (): void => {
    postgres.killNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", removeNow);
  const relay = await startNeonRelay({ postgresPort: postgres.port });
  const stop = async (): Promise<void> => {
    await relay.stop();
    await postgres.stop();
    process.off("exit", removeNow);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await createTemplate(postgres.ownerUrl("postgres"), postgres.ownerUrl(TEMPLATE_DATABASE));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("postgresPort", postgres.port);
  project.provide("databaseProxy", relay.address);
  return stop;
}

async function createTemplate(ownerUrl: string, templateUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`create database ${TEMPLATE_DATABASE}`);
  } finally {
    await client.end();
  }
  await migrateDatabase(templateUrl);
}
