import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import pg from "pg";
import { migrateDatabase } from "../../db/migrate.ts";
import { type NeonRelay, startNeonRelay } from "../../local/neon-relay.ts";
import { type Postgres, startPostgres } from "../../local/postgres.ts";
import { asOwner, insertSample } from "../../tests/support/sample.ts";
import type { Shop } from "./clicks.ts";

const DATABASE = "bench";
const WORKSPACES = 2;
const LINKS_PER_WORKSPACE = 200;
/** What a database of merchants is given: the pages that are written to fit. */
const MEMORY = { shared_buffers: "2GB", max_wal_size: "8GB" };

/** A fresh Postgres that keeps what it says it kept, migrated, with links to click on. */
export type Bed = {
  readonly postgres: Postgres;
  readonly relay: NeonRelay;
  /** Where clicks are written by what counts them. */
  readonly counted: readonly Shop[];
  /** Workspaces that nothing else uses. */
  readonly spare: readonly Shop[];
  /** Where clicks are written by what does not, into the same tables. */
  readonly plain: readonly Shop[];
  /** As the owner of the tables, whom row-level security does not bind: plain COPY needs that. */
  readonly ownerUrl: string;
  /** As the role of the functions, which it binds. */
  appUrl(port?: number): string;
  stop(): Promise<void>;
};

/** Starts Postgres (fsync on) and the relay of the Neon driver, in a temporary folder that `stop` removes. */
export async function prepareBed(): Promise<Bed> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.on("exit", removeNow);
  const postgres = await startPostgres({
    dataDir: join(folder, "postgres"),
    durable: true,
    settings: MEMORY,
  });
  const relay = await startNeonRelay({ postgresPort: postgres.port });
  const admin = new pg.Client({ connectionString: postgres.ownerUrl("postgres") });
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  await admin.end();
  const ownerUrl = postgres.ownerUrl(DATABASE);
  await migrateDatabase(ownerUrl);
  return {
    postgres,
    relay,
    counted: await makeShops(ownerUrl, "counted"),
    spare: await makeShops(ownerUrl, "spare"),
    plain: await makeShops(ownerUrl, "plain"),
    ownerUrl,
    appUrl: (port = postgres.port) => `postgres://tributary_app:unused@127.0.0.1:${port}/${DATABASE}`,
    stop: async () => {
      await relay.stop();
      await postgres.stop();
      removeNow();
    },
  };
}

/** Workspaces of the tests' form, with as many links as a network of some size. */
function makeShops(ownerUrl: string, name: string): Promise<readonly Shop[]> {
  return asOwner(ownerUrl, async (db) => {
    const shops: Shop[] = [];
    for (let shop = 0; shop < WORKSPACES; shop += 1) {
      const { workspaceId, programId, affiliates } = await insertSample(db);
      const { affiliateId } = affiliates[0];
      const linkIds = Array.from(
        { length: LINKS_PER_WORKSPACE },
        (_, link) => `lnk_${name.padStart(12, "0")}${shop}${String(link).padStart(13, "0")}`,
      );
      for (const linkId of linkIds) {
        await db.execute(sql`
          insert into links (workspace_id, id, program_id, affiliate_id, host, slug, destination_url)
          values (${workspaceId}, ${linkId}, ${programId}, ${affiliateId}, 'bench', ${linkId}, 'https://shop.example/')`);
      }
      shops.push({ workspaceId, programId, affiliateId, linkIds });
    }
    await db.execute(sql`analyze`);
    return shops;
  });
}
