import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings a database to the newest schema, as the owner of its tables. Safe to repeat; two at once
 * wait for each other.
 */
export async function migrateDatabase(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('tributary.migrate'))");
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
    await client.query("select ensure_click_partitions(current_date - 1, 9)");
  } finally {
    await client.end();
  }
}
