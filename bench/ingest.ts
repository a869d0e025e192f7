import { cpus } from "node:os";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Db } from "../db/client.ts";
import type { CountedClick } from "../services/clicks/click-row.ts";
import { median, Report } from "./figures.ts";
import { ClickMaker } from "./ingest/clicks.ts";
import { type ConsumerCost, consume } from "./ingest/consumer.ts";
import { cpuClockOf } from "./ingest/cpu.ts";
import { type Bed, prepareBed } from "./ingest/database.ts";
import { byCopy, byHttp, bySingleRows, byStatement, type Method } from "./ingest/methods.ts";
import { changesSince, countRows, countsThatDiffer, remember } from "./ingest/redelivery.ts";
import { countTurns } from "./ingest/turns.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:ingest -- [options]
  --short          under half a minute, with guard rails instead of goals
  --rounds <n>     rounds, each of as many turns of all methods (15, short 5)
  --batches <n>    turns of a round (20, short 6)
  --preload <n>    rows in the table before (500000, short 20000)`;

const BATCH_ROWS = 1_000;
const PRELOAD_BATCH_ROWS = 10_000;
/** Rows that the single-row method writes in a turn: each takes a commit of its own. */
const SINGLE_ROWS = 30;
/** Batches whose round trips are counted, and that are delivered again. */
const TURN_BATCHES = [1, 10, 1_000, 10_000] as const;
const REDELIVERED_BATCHES = 10;

/** Turns of the CPU clocks for each round. */
const CPU_TURNS = 6;

type Options = { readonly rounds: number; readonly batches: number; readonly preload: number };
const METHODS = ["copy", "statement", "http", "single", "redelivered"] as const;
/** Microseconds a row of each method, in one round. */
type Round = Readonly<Record<(typeof METHODS)[number], number>>;

/** Measures the statement of the clicks consumer against plain COPY and single rows, on one table. */
async function main(): Promise<void> {
  const options = readSizes(USAGE, {
    rounds: { full: 15, short: 5 },
    batches: { full: 20, short: 6 },
    preload: { full: 500_000, short: 20_000 },
  });
  const [cpu] = cpus();
  console.log(
    `${cpus().length} x ${cpu?.model}; embedded Postgres, fsync on, loopback; ${BATCH_ROWS} rows a batch`,
  );
  const bed = await prepareBed();
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const app = new pg.Client({ connectionString: bed.appUrl() });
  try {
    await Promise.all([owner.connect(), app.connect()]);
    await preload(bed, owner, options.preload);
    const report = new Report();
    reportRounds(report, await measureRounds(bed, { owner, app }, options));
    await reportCpu(report, bed, { owner, app }, options);
    await reportConsumer(report, bed, app, options);
    await reportRoundTrips(report, bed);
    await reportRedelivery(report, bed, owner);
    report.finish();
  } finally {
    await Promise.all([owner.end(), app.end()]);
    await bed.stop();
  }
}

/** Fills the table, so that its indexes are as deep as they get within days. */
async function preload(bed: Bed, owner: pg.Client, rows: number): Promise<void> {
  const maker = new ClickMaker([...bed.counted, ...bed.plain]);
  const copy = byCopy(owner);
  for (let done = 0; done < rows; done += PRELOAD_BATCH_ROWS) await copy(maker.make(PRELOAD_BATCH_ROWS));
  await countRows(owner, idsOf(bed));
  await owner.query("analyze clicks");
  await owner.query("checkpoint");
}

async function measureRounds(
  bed: Bed,
  { owner, app }: { readonly owner: pg.Client; readonly app: pg.Client },
  { rounds, batches }: Options,
): Promise<readonly Round[]> {
  // Single rows are written as the same role, whose session sees the workspaces for that.
  await app.query("select set_config('app.workspace_ids', $1, false)", [
    bed.plain.map(({ workspaceId }) => workspaceId).join(","),
  ]);
  const contest = makeContest(bed, owner, app);
  const measured: Round[] = [];
  // One round more, which warms up and is not counted.
  for (let index = 0; index <= rounds; index += 1) {
    const round = await runRound(contest, batches);
    const text = METHODS.map((method) => `${method} ${Math.round(1e6 / round[method])}/s`).join(", ");
    console.log(`${index === 0 ? "warm-up" : `round ${index}`}: ${text}`);
    if (index > 0) measured.push(round);
  }
  return measured;
}

/** How each method writes, and which clicks it is given next. */
type Contest = Readonly<
  Record<(typeof METHODS)[number], { readonly write: Method; next(): readonly CountedClick[] }>
>;

function makeContest(bed: Bed, owner: pg.Client, app: pg.Client): Contest {
  const [counted, plain] = [new ClickMaker(bed.counted), new ClickMaker(bed.plain)];
  const statement = byStatement(app);
  let latest = counted.make(BATCH_ROWS);
  const next = () => counted.make(BATCH_ROWS);
  return {
    copy: { write: byCopy(owner), next: () => plain.make(BATCH_ROWS) },
    statement: {
      write: statement,
      next: () => {
        latest = next();
        return latest;
      },
    },
    http: { write: byHttp({ DATABASE_URL: bed.appUrl(), DATABASE_PROXY: bed.relay.address }), next },
    single: { write: bySingleRows(app), next: () => plain.make(SINGLE_ROWS) },
    redelivered: { write: statement, next: () => latest },
  };
}

/** All methods in turn, a batch each time, so that whatever else the machine does hits all alike. */
async function runRound(contest: Contest, batches: number): Promise<Round> {
  const spent = { copy: 0, statement: 0, http: 0, single: 0, redelivered: 0 };
  const rows = { ...spent };
  for (let batch = 0; batch < batches; batch += 1) {
    for (const method of METHODS) {
      const clicks = contest[method].next();
      const start = performance.now();
      await contest[method].write(clicks);
      spent[method] += (performance.now() - start) * 1_000;
      rows[method] += clicks.length;
    }
  }
  return {
    copy: spent.copy / rows.copy,
    statement: spent.statement / rows.statement,
    http: spent.http / rows.http,
    single: spent.single / rows.single,
    redelivered: spent.redelivered / rows.redelivered,
  };
}

function reportRounds(report: Report, rounds: readonly Round[]): void {
  const rate = (method: keyof Round) => 1e6 / median(rounds.map((round) => round[method]));
  const ratio = (slow: keyof Round, fast: keyof Round) =>
    median(rounds.map((round) => round[slow] / round[fast]));
  for (const method of METHODS) report.add(`ingest_${method}_rows_per_second`, rate(method), { digits: 0 });
  report.add("ingest_statement_to_copy", ratio("copy", "statement"), {
    ...{ goal: { atLeast: 0.5 }, guard: { atLeast: 0.25 } },
  });
  report.add("ingest_http_to_copy", ratio("copy", "http"), { guard: { atLeast: 0.15 } });
  report.add("ingest_statement_to_single_rows", ratio("single", "statement"), {
    ...{ goal: { atLeast: 8 }, guard: { atLeast: 2 }, digits: 1 },
  });
}

/** The same ratio in CPU time of both ends, which neighbours on the machine do not lengthen as they do the time. */
async function reportCpu(
  report: Report,
  bed: Bed,
  { owner, app }: { readonly owner: pg.Client; readonly app: pg.Client },
  { rounds }: Options,
): Promise<void> {
  const contest = makeContest(bed, owner, app);
  const clocks = { copy: await cpuClockOf(owner), statement: await cpuClockOf(app) };
  const spent: Record<keyof typeof clocks, number[]> = { copy: [], statement: [] };
  for (let turn = 0; turn < rounds * CPU_TURNS; turn += 1) {
    for (const method of ["copy", "statement"] as const) {
      const clicks = contest[method].next();
      const before = clocks[method]();
      await contest[method].write(clicks);
      spent[method].push((clocks[method]() - before) / clicks.length);
    }
  }
  report.add("ingest_copy_cpu_us_per_row", median(spent.copy), { digits: 1 });
  report.add("ingest_statement_cpu_us_per_row", median(spent.statement), { digits: 1 });
  report.add("ingest_statement_to_copy_by_cpu", median(spent.copy) / median(spent.statement));
}

/** What the consumer adds to its statement, from the text of its messages on. */
async function reportConsumer(report: Report, bed: Bed, app: pg.Client, { rounds }: Options): Promise<void> {
  const maker = new ClickMaker(bed.counted);
  const db = drizzle(app) as Db;
  const costs: ConsumerCost[] = [];
  for (let round = 0; round < rounds * 4; round += 1) {
    costs.push(await consume(db, maker.make(BATCH_ROWS)));
  }
  const rate = 1e6 / median(costs.map(({ micros }) => micros));
  report.add("ingest_consumer_clicks_per_second", rate, { digits: 0 });
  report.add("ingest_consumer_cpu_us_per_click", median(costs.map(({ cpuMicros }) => cpuMicros)), {
    digits: 1,
  });
}

/** Counts what crosses the wire, by a relay of bytes before Postgres and one before the driver's relay. */
async function reportRoundTrips(report: Report, bed: Bed): Promise<void> {
  const maker = new ClickMaker(bed.counted);
  const toPostgres = await countTurns(bed.postgres.port);
  const client = new pg.Client({ connectionString: bed.appUrl(toPostgres.port) });
  await client.connect();
  const toRelay = await countTurns(bed.relay.port);
  const env = { DATABASE_URL: bed.appUrl(), DATABASE_PROXY: `127.0.0.1:${toRelay.port}` };
  const each = { exactly: { goal: { atMost: 1 }, guard: { atMost: 1 } } };
  for (const [name, method, counter] of [
    ["statement", byStatement(client), toPostgres],
    ["http", byHttp(env), toRelay],
  ] as const) {
    const before = counter.turns();
    for (const rows of TURN_BATCHES) await method(maker.make(rows));
    const perBatch = (counter.turns() - before) / TURN_BATCHES.length;
    report.add(`ingest_${name}_round_trips_per_batch`, perBatch || Number.NaN, each.exactly);
  }
  await client.end();
  for (const counter of [toPostgres, toRelay]) counter.stop();
}

/** Delivers batches again whole, in part and mixed; nothing may change, and every count is its rows. */
async function reportRedelivery(report: Report, bed: Bed, owner: pg.Client): Promise<void> {
  const maker = new ClickMaker(bed.counted);
  const http = byHttp({ DATABASE_URL: bed.appUrl(), DATABASE_PROXY: bed.relay.address });
  const batches = Array.from({ length: REDELIVERED_BATCHES }, () => maker.make(BATCH_ROWS));
  for (const batch of batches) await http(batch);
  await remember(owner);
  for (const batch of batches) await http(batch);
  await http(batches.flatMap((batch) => batch.slice(0, BATCH_ROWS / 2)).reverse());
  const changed = await changesSince(owner);
  const none = { goal: { atMost: 0 }, guard: { atMost: 0 } };
  report.add("ingest_redelivery_rows_changed", changed.rows, none);
  report.add("ingest_redelivery_counts_changed", changed.counts, none);
  report.add("ingest_counts_unlike_rows", await countsThatDiffer(owner, idsOf(bed)), none);
}

const idsOf = ({ counted }: Bed): readonly string[] => counted.map(({ workspaceId }) => workspaceId);

await main();
