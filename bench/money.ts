import { cpus } from "node:os";
import { neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { WebSocket } from "ws";
import type { Db } from "../db/client.ts";
import { median, Report } from "./figures.ts";
import { cpuClockOf } from "./ingest/cpu.ts";
import { type Bed, prepareBed } from "./ingest/database.ts";
import { byCopy } from "./ingest/methods.ts";
import { countTurns } from "./ingest/turns.ts";
import { copyTerms, insertBare, readRows } from "./money/bare.ts";
import { byKeptBackend, byQueue, envOf } from "./money/consume.ts";
import { measureRerun } from "./money/rerun.ts";
import { SaleMaker } from "./money/sales.ts";
import { measureSideBySide } from "./money/side-by-side.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:money -- [options]
  --short        under half a minute, with guard rails instead of goals
  --rounds <n>   batches of each method (60, short 12)`;

const BATCH = 100;
/** Until V8 has compiled what a consumer that has run for some seconds runs; the first of them are told apart. */
const WARM_UP_ROUNDS = 40;
const FIRST_ROUNDS = 5;
const TURN_BATCHES = [1, 10, 100] as const;

/** Measures the conversions consumer, over the production driver, against the bare insert of what it writes. */
async function main(): Promise<void> {
  const { rounds } = readSizes(USAGE, { rounds: { full: 60, short: 12 } });
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}; embedded Postgres, fsync on, loopback; ${BATCH} a batch`,
  );
  // Node 20 has no WebSocket of its own.
  neonConfig.webSocketConstructor = WebSocket;
  const bed = await prepareBed();
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const [app, bare] = [1, 2].map(() => new pg.Client({ connectionString: bed.appUrl() })) as [
    pg.Client,
    pg.Client,
  ];
  try {
    await Promise.all([owner, app, bare].map((client) => client.connect()));
    await owner.query("select ensure_click_partitions((now() - interval '31 days')::date, 35)");
    const report = new Report();
    await reportSpeed(report, bed, { owner, app, bare }, rounds);
    await reportSideBySide(report, bed, owner, rounds);
    await reportRoundTrips(report, bed, owner);
    const rerun = await measureRerun(drizzle(app) as Db, shopOf(bed.counted, 0).workspaceId);
    report.add("money_rerun_conversions_per_second", rerun, {
      ...{ goal: { atLeast: 2_000 }, guard: { atLeast: 300 }, digits: 0 },
    });
    report.finish();
  } finally {
    await Promise.all([owner, app, bare].map((client) => client.end()));
    await bed.stop();
  }
}

const shopOf = (shops: Bed["counted"], index: number) => {
  const shop = shops[index];
  if (!shop) throw new Error("the bed has too few workspaces");
  return shop;
};

const functionsEnv = (bed: Bed) => envOf({ DATABASE_URL: bed.appUrl(), DATABASE_PROXY: bed.relay.address });

async function millis(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** All methods in turn, a batch each time, so that whatever else the machine does hits all alike. */
async function reportSpeed(
  report: Report,
  bed: Bed,
  { owner, app, bare }: { readonly owner: pg.Client; readonly app: pg.Client; readonly bare: pg.Client },
  rounds: number,
): Promise<void> {
  const [shop, other] = [shopOf(bed.counted, 0), shopOf(bed.plain, 0)];
  const names = { from: shop.workspaceId, to: other.workspaceId };
  const [maker, copy, env] = [new SaleMaker(shop), byCopy(owner), functionsEnv(bed)];
  const [kept, queue, clock] = [byKeptBackend(env, app), byQueue(env), await cpuClockOf(app)];
  await copyTerms(owner, names);
  await bare.query("select set_config('app.workspace_ids', $1, false)", [other.workspaceId]);
  const next = async () => {
    const { clicks, sales } = maker.make(BATCH);
    await copy(clicks);
    return sales;
  };
  const spent = { kept: [] as number[], queue: [] as number[], bare: [] as number[], cpu: [] as number[] };
  const firsts: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    const [first, second] = [await next(), await next()];
    if (round === -WARM_UP_ROUNDS + 1 || round === -1) await owner.query("analyze");
    const cpuBefore = clock();
    const keptMs = await millis(() => kept(first));
    const cpu = (clock() - cpuBefore) / BATCH;
    if (firsts.length < FIRST_ROUNDS) firsts.push(keptMs);
    const queueMs = await millis(() => queue(second));
    const ids = [...first, ...second].map(({ id }) => id);
    // Both batches' rows: the chain of the copied journals has no gap then.
    const rows = await readRows(owner, ids, names);
    const bareMs = (await millis(() => insertBare(bare, rows))) / 2;
    if (round < 0) continue;
    spent.kept.push(keptMs);
    spent.queue.push(queueMs);
    spent.bare.push(bareMs);
    spent.cpu.push(cpu);
  }
  await refuseUnattributed(owner, shop.workspaceId);
  const perSecond = (ms: readonly number[]) => (BATCH * 1_000) / median(ms);
  report.add("money_conversions_per_second", perSecond(spent.kept), {
    ...{ goal: { atLeast: 1_000 }, guard: { atLeast: 150 }, digits: 0 },
  });
  report.add("money_conversions_per_second_new_backend", perSecond(spent.queue), { digits: 0 });
  report.add("money_conversions_per_second_first_batches", perSecond(firsts), { digits: 0 });
  report.add("money_cpu_us_per_conversion", median(spent.cpu), { digits: 0 });
  report.add("money_bare_conversions_per_second", perSecond(spent.bare), { digits: 0 });
  const ratios = spent.kept.map((ms, round) => (spent.bare[round] ?? Number.NaN) / ms);
  report.add("money_consumer_to_bare", median(ratios), { guard: { atLeast: 0.1 } });
}

/** Three consumers at once, each in a process of its own on a backend that stays: they keep two processors busy, also while one waits for the disk. */
async function reportSideBySide(report: Report, bed: Bed, owner: pg.Client, rounds: number): Promise<void> {
  const makers = [...bed.spare, shopOf(bed.counted, 1)].map((shop) => new SaleMaker(shop));
  const found = await measureSideBySide(makers, {
    ...{ databaseUrl: bed.appUrl(), batch: BATCH, rounds, copy: byCopy(owner) },
  });
  report.add("money_conversions_per_second_side_by_side", found, {
    ...{ goal: { atLeast: 1_000 }, guard: { atLeast: 150 }, digits: 0 },
  });
}

/** What is not attributed is cheap, and would flatter the figure. */
async function refuseUnattributed(owner: pg.Client, workspaceId: string): Promise<void> {
  const { rows } = await owner.query(
    `select count(*)::int as others from conversions where workspace_id = $1 and status <> 'attributed'`,
    [workspaceId],
  );
  if (rows[0].others > 0) throw new Error(`${rows[0].others} conversions were not attributed`);
}

/** Counts what crosses the wire to Postgres at any size of the batch. */
async function reportRoundTrips(report: Report, bed: Bed, owner: pg.Client): Promise<void> {
  const [maker, copy] = [new SaleMaker(shopOf(bed.plain, 1)), byCopy(owner)];
  const toPostgres = await countTurns(bed.postgres.port);
  const client = new pg.Client({ connectionString: bed.appUrl(toPostgres.port) });
  await client.connect();
  const consume = byKeptBackend(functionsEnv(bed), client);
  const turns: number[] = [];
  // The first journal of a workspace makes the head of its ledger: the first batch is not counted.
  for (const size of [1, ...TURN_BATCHES]) {
    const { clicks, sales } = maker.make(size);
    await copy(clicks);
    const before = toPostgres.turns();
    await consume(sales);
    turns.push(toPostgres.turns() - before);
  }
  await client.end();
  toPostgres.stop();
  const counted = turns.slice(1);
  console.log(`round trips of batches of ${TURN_BATCHES.join(", ")}: ${counted.join(", ")}`);
  report.add("money_round_trips_per_batch", Math.max(...counted), { guard: { atMost: 30 }, digits: 0 });
  const difference = Math.max(...counted) - Math.min(...counted);
  report.add("money_round_trips_difference", difference, { goal: { atMost: 0 }, guard: { atMost: 0 } });
}

await main();
