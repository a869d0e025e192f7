import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import * as fc from "fast-check";
import pg from "pg";
import type { Db } from "../../db/client.ts";
import { databaseUrls, prepareDatabase } from "../../local/database.ts";
import { startPostgres } from "../../local/postgres.ts";
import { type History, histories } from "./money-histories.ts";
import { judgeHistory } from "./money-judge.ts";
import { type MoneyDatabases, MoneyPlay } from "./money-play.ts";
import { insertRates } from "./money-world.ts";

/** How hard to try. The same seed makes the same histories. */
export type MoneyCampaign = {
  readonly seed: number;
  readonly histories: number;
  /** Whether a history that differs is made shorter until no part of it can be left out: some minutes. */
  readonly shrinks?: boolean;
  readonly log?: (line: string) => void;
  /** What is done after each event of a history. */
  readonly afterEach?: (play: MoneyPlay) => Promise<void>;
};

/** What was played. */
export type MoneyTally = {
  histories: number;
  events: number;
  orders: number;
  commissions: number;
  changes: number;
  payouts: number;
  journals: number;
};

/** Where the databases are: as the app role, and as the owner of the tables. */
type Urls = { readonly appUrl: string; readonly ownerUrl: string };

/** Plays histories on a Postgres of its own; throws with the seed and the shortest history that differs. */
export async function runMoneyCampaign(campaign: MoneyCampaign): Promise<MoneyTally> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-campaign-"));
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
  try {
    const urls = databaseUrls(postgres.port);
    await prepareDatabase(urls.ownerUrl);
    return await playHistories(urls, campaign);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays histories on a migrated database, each in a workspace of its own, and holds each to the model. */
export async function playHistories(
  { appUrl, ownerUrl }: Urls,
  { seed, histories: numRuns, shrinks = true, log, afterEach }: MoneyCampaign,
): Promise<MoneyTally> {
  const pools = [appUrl, ownerUrl].map((connectionString) => new pg.Pool({ connectionString, max: 2 }));
  // A connection that is ended while it is idle reports here.
  for (const pool of pools) pool.on("error", () => undefined);
  const [app, owner] = pools.map((pool) => drizzle(pool) as unknown as Db);
  if (!app || !owner) throw new Error("two pools are two databases");
  const tally: MoneyTally = {
    histories: 0,
    events: 0,
    orders: 0,
    commissions: 0,
    changes: 0,
    payouts: 0,
    journals: 0,
  };
  try {
    await insertRates(owner);
    let hasFailed = false;
    const property = fc.asyncProperty(histories, async (history) => {
      try {
        const played = await holdToModel({ app, owner }, history, afterEach);
        if (!hasFailed) add(tally, played);
      } catch (error) {
        if (!hasFailed) log?.(`after ${JSON.stringify(tally)}: ${reasonOf(error)}`);
        hasFailed = true;
        throw error;
      }
      if (!hasFailed && tally.histories % 100 === 0) log?.(JSON.stringify(tally));
    });
    await fc.assert(property, { seed, numRuns, endOnFailure: !shrinks, includeErrorInReport: true });
    return tally;
  } finally {
    for (const pool of pools) await pool.end();
  }
}

/** Plays one history; throws where the system and the model differ. */
async function holdToModel(
  db: MoneyDatabases,
  history: History,
  afterEach: MoneyCampaign["afterEach"],
): Promise<MoneyTally> {
  const play = await MoneyPlay.run(db, history, afterEach);
  const { system, model } = await judgeHistory(play);
  const differences = [
    ...without(model, system).map((line) => `only the model:  ${line}`),
    ...without(system, model).map((line) => `only the system: ${line}`),
  ];
  if (differences.length > 0) throw new Error(`the system and the model differ:\n${differences.join("\n")}`);
  const { books, changes, batches, movements } = play.model;
  return {
    ...{ histories: 1, events: history.steps.length, orders: books.decided.length, changes: changes.length },
    commissions: play.model.commissions().length,
    payouts: batches.reduce((sum, { payouts }) => sum + payouts.length, 0),
    journals: movements.length,
  };
}

function add(tally: MoneyTally, played: MoneyTally): void {
  for (const name of Object.keys(tally) as (keyof MoneyTally)[]) tally[name] += played[name];
}

/** What was thrown, and why that was. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${reasonOf(error.cause)}`;
}

/** Lines of one list that the other has not, counted. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
