import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { type Db, inWorkspaces } from "../db/client.ts";
import { markAllDirty } from "../services/publishing/mark-all-dirty.ts";
import { listWorkspaces } from "../services/workspaces/list-workspaces.ts";
import { withLocalDatabase } from "./local-database.ts";
import { readDemoAccess } from "./seed.ts";

const WAIT_SECONDS_MAX = 300;
const POLL_MS = 500;

/** Where the database is, and how to hurry the cron that publishes: a local stack has a control server. */
type Target = {
  readonly appUrl: string;
  readonly databaseProxy: string;
  readonly hurry: () => Promise<void>;
};

/**
 * Rebuilds the edge's store from Postgres: marks every link and key as stale and waits until the cron
 * has published them. Works on the running local stack, or on `DATABASE_URL` where that is set.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "data-dir": { type: "string", default: fileURLToPath(new URL("../.tributary", import.meta.url)) },
    },
  });
  const target = await findTarget(join(values["data-dir"]));
  await withLocalDatabase(target, async (db) => {
    const count = await markAllDirty(db, await listWorkspaces(db));
    console.log(`${count} links and keys marked; the cron publishes them`);
    await target.hurry();
    const deadline = Date.now() + WAIT_SECONDS_MAX * 1000;
    for (let left = await countStale(db); left > 0; left = await countStale(db)) {
      if (Date.now() > deadline) throw new Error(`${left} are still not published; is the cron running?`);
      console.log(`${left} left`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    console.log("all published");
  });
}

async function findTarget(dataDir: string): Promise<Target> {
  const { DATABASE_URL, DATABASE_PROXY } = process.env;
  if (DATABASE_URL) {
    return { appUrl: DATABASE_URL, databaseProxy: DATABASE_PROXY ?? "", hurry: async () => undefined };
  }
  const { control_url: control } = readDemoAccess(dataDir);
  const status = (await (await fetch(`${control}/status`)).json()) as {
    app_url: string;
    database_proxy: string;
  };
  return {
    appUrl: status.app_url,
    databaseProxy: status.database_proxy,
    hurry: async () => {
      await fetch(`${control}/crons?cron=${encodeURIComponent("* * * * *")}`, { method: "POST" });
    },
  };
}

async function countStale(db: Db): Promise<number> {
  return inWorkspaces(db, await listWorkspaces(db), async (tx) => {
    const { rows } = (await tx.execute(sql`
      select count(*)::int as stale from publications where published_version < version`)) as unknown as {
      rows: { stale: number }[];
    };
    return rows[0]?.stale ?? 0;
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
