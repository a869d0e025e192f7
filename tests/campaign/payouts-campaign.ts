import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Db } from "../../db/client.ts";
import { databaseUrls, prepareDatabase } from "../../local/database.ts";
import { startPostgres } from "../../local/postgres.ts";
import { throwTogether } from "../../services/shared/each-apart.ts";
import { PayoutRun, type RunTally } from "./payouts-run.ts";
import { seededRandom } from "./seeded-random.ts";

/** How a campaign is run. Each run has a seed of its own, told when it fails: by that alone it plays the same. */
export type PayoutsCampaign = {
  readonly seed: number;
  readonly runs: number;
  readonly log?: (line: string) => void;
};

/** Where the database is: as the app role, and as the owner of the tables. */
type Urls = { readonly appUrl: string; readonly ownerUrl: string };

/** Runs between two lines of the log. */
const RUNS_PER_LINE = 250;

/** The seed of a run of a campaign. The first run has the campaign's own. */
const seedOf = (seed: number, run: number): number => (seed + Math.imul(run, 0x9e3779b1)) >>> 0;

/** Plays runs on a Postgres of its own until one does not end as it must; then throws with its seed. */
export async function runPayoutsCampaign(campaign: PayoutsCampaign): Promise<RunTally> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-campaign-"));
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
  try {
    const urls = databaseUrls(postgres.port);
    await prepareDatabase(urls.ownerUrl);
    return await playRuns(urls, campaign);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs that are played at once: each is one connection at a time, and waits for the database most of it. */
const RUNS_AT_ONCE = 3;

/** Plays runs on a migrated database, each in a workspace of its own. */
export async function playRuns(
  { appUrl, ownerUrl }: Urls,
  { seed, runs, log }: PayoutsCampaign,
): Promise<RunTally> {
  const pools = [appUrl, ownerUrl].map(
    (connectionString) => new pg.Pool({ connectionString, max: 3 * RUNS_AT_ONCE }),
  );
  // A connection that is ended while it is idle reports here.
  for (const pool of pools) pool.on("error", () => undefined);
  const [app, owner] = pools.map((pool) => drizzle(pool) as unknown as Db);
  if (!app || !owner) throw new Error("two pools are two databases");
  const total: Record<string, number> = {};
  let next = 0;
  let done = 0;
  const playSome = async (): Promise<void> => {
    while (next < runs) {
      const run = next;
      next += 1;
      const own = seedOf(seed, run);
      try {
        const tally = await playRun({ app, owner }, own);
        for (const [name, count] of Object.entries(tally)) total[name] = (total[name] ?? 0) + count;
      } catch (error) {
        // The others end what they play, and begin no more.
        next = runs;
        throw new Error(`run ${run}, again by --seed ${own} --runs 1: ${error}`, { cause: error });
      }
      done += 1;
      if (done % RUNS_PER_LINE === 0) log?.(`${done} runs: ${JSON.stringify(total)}`);
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: RUNS_AT_ONCE }, playSome));
    throwTogether(ended.flatMap((each) => (each.status === "rejected" ? [each.reason] : [])));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
  return total;
}

/** Plays one run, lets the world recover and judges it. Throws where money was paid twice, lost or not paid. */
async function playRun(pools: { readonly app: Db; readonly owner: Db }, seed: number): Promise<RunTally> {
  const run = await PayoutRun.open(pools, seededRandom(seed));
  await run.play();
  await run.recover();
  return run.judge();
}
