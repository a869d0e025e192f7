import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { isLockRefused } from "./errors.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));
/** Whoever waits for a migration that waits, waits as long. */
const LOCK_WAIT = "1s";
const TRIES_MAX = 30;
const PAUSE_MS = 1_000;

/**
 * Brings a database to the newest schema, as the owner of its tables, in one transaction. Safe to repeat; two at once
 * wait for each other. Where work under way keeps a table for longer than a second, or would wait for it in a ring, it
 * gives way and tries again, for a minute at most; then it throws, and nothing has changed.
 *
 * @param migrationsFolder of migrations as drizzle writes them
 */
export async function migrateDatabase(ownerUrl: string, migrationsFolder = MIGRATIONS): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('tributary.migrate'))");
    await client.query(`set lock_timeout = '${LOCK_WAIT}'`);
    await givingWay(() => migrate(drizzle(client), { migrationsFolder }));
    await client.query("select ensure_click_partitions(current_date - 1, 9)");
  } finally {
    await client.end();
  }
}

async function givingWay(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || !isLockRefused(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
