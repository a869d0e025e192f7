import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Bounds, median, Report } from "../figures.ts";
import { prepareBed, settle, type TestBed } from "./bed.ts";
import { Connection } from "./connection.ts";
import { findLoadGenerator, type LoadGenerator } from "./load.ts";
import { type Operations, priceOfMillion, totalOf } from "./price.ts";
import type { Taken } from "./stand-in-messages.ts";
import { publishedLinks, visitorRequest } from "./visitors.ts";
import type { Workerd } from "./workerd.ts";

const USAGE = `npm run bench:edge -- [options]
  --short        under a minute, with guard rails instead of goals
  --rounds <n>   rounds of floor and edge in turn (7, short 5)
  --seconds <n>  length of each load (6, short 1)
  --root <path>  another checkout whose edge to measure`;

const SATURATING_CONNECTIONS = 50;
/** What the vendor states as the median time to send a message to a queue. */
const QUEUE_ACK_MS = 60;
/** Requests a second and CPU time for each request, against the constant Worker. */
const RATE = { goal: { atLeast: 0.65 }, guard: { atLeast: 0.3 } };
const CPU = { goal: { atMost: 1.6 }, guard: { atMost: 3 } };
const P50_ALONE = { goal: { atMost: 1.15 }, guard: { atMost: 8 } };
const COLD_STARTS = 15;
const COLD_STARTS_SHORT = 5;

type Options = { readonly rounds: number; readonly seconds: number; readonly coldStarts: number };
/** One load of one Worker. */
type Measured = {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly cpuUs: number;
  readonly taken: Taken;
};
/** One round: each Worker in turn, under saturation and with a single connection. */
type Round = {
  readonly floor: Measured;
  readonly reader: Measured;
  readonly edge: Measured;
  readonly edgeSlowQueue: Measured;
  readonly floorAlone: Measured;
  readonly readerAlone: Measured;
  readonly edgeAlone: Measured;
  readonly edgeAloneSlowQueue: Measured;
};

/** Measures the edge against a Worker that does nothing but redirect. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ short: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
      ...{ rounds: { type: "string" }, seconds: { type: "string" }, root: { type: "string" } },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const options = {
    rounds: Number(values.rounds ?? (values.short ? 5 : 7)),
    seconds: Number(values.seconds ?? (values.short ? 1 : 6)),
    coldStarts: values.short ? COLD_STARTS_SHORT : COLD_STARTS,
  };
  const bed = await prepareBed(values.root);
  try {
    await bed.standIn.publish(publishedLinks());
    const generator = await findLoadGenerator(bed.folder);
    const [cpu] = cpus();
    console.log(`${cpus().length} x ${cpu?.model}; load by ${generator.name}; bare workerd, loopback`);
    const report = new Report();
    const rounds = await measureRounds(bed, generator, options);
    reportRounds(report, rounds);
    reportPrice(report, rounds);
    await reportCold(report, bed, options.coldStarts);
    report.add("edge_bundle_gzip_bytes", bed.bundle.gzipBytes, {
      ...{ goal: { atMost: 30_000 }, guard: { atMost: 40_000 } },
    });
    report.finish();
  } finally {
    bed.stop();
  }
}

async function measureRounds(bed: TestBed, generator: LoadGenerator, options: Options): Promise<Round[]> {
  const floor = await bed.startFloor();
  const reader = await bed.startReader();
  const edge = await bed.startEdge();
  const load = (worker: Workerd, connections: number, delayMs = 0): Promise<Measured> =>
    measure(bed, generator, { worker, connections, delayMs, seconds: options.seconds });
  const rounds: Round[] = [];
  // One round more, which warms both up and is not counted.
  for (let index = 0; index <= options.rounds; index += 1) {
    const round = {
      floor: await load(floor, SATURATING_CONNECTIONS),
      reader: await load(reader, SATURATING_CONNECTIONS),
      edge: await load(edge, SATURATING_CONNECTIONS),
      edgeSlowQueue: await load(edge, SATURATING_CONNECTIONS, QUEUE_ACK_MS),
      floorAlone: await load(floor, 1),
      readerAlone: await load(reader, 1),
      edgeAlone: await load(edge, 1),
      edgeAloneSlowQueue: await load(edge, 1, QUEUE_ACK_MS),
    };
    console.log(`${index === 0 ? "warm-up" : `round ${index}`}: ${describe(round)}`);
    if (index > 0) rounds.push(round);
  }
  await Promise.all([floor.kill(), reader.kill(), edge.kill()]);
  return rounds;
}

async function measure(
  { standIn }: TestBed,
  generator: LoadGenerator,
  options: { worker: Workerd; connections: number; delayMs: number; seconds: number },
): Promise<Measured> {
  const { worker, connections, delayMs, seconds } = options;
  await standIn.behave({ refusedShare: 0, delayMs });
  await standIn.reset();
  const cpuBefore = worker.cpuUs();
  const { requests, perSecond, p50Us, errors } = await generator.run({
    port: worker.port,
    connections,
    seconds,
  });
  if (errors > 0) throw new Error(`${errors} requests were not answered by a redirect: ${worker.log()}`);
  const cpuUs = (worker.cpuUs() - cpuBefore) / requests;
  const before = await standIn.taken();
  // The floor sends nothing.
  const taken = before.clicks === 0 ? before : await settle(standIn, requests);
  return { perSecond, p50Us, cpuUs, taken };
}

function describe(round: Round): string {
  const one = ({ perSecond, p50Us, cpuUs }: Measured): string =>
    `${perSecond.toFixed(0)}/s ${cpuUs.toFixed(1)} us CPU p50 ${p50Us} us`;
  const packed = ({ taken }: Measured): string =>
    `${(taken.clicks / taken.queueMessages).toFixed(1)} a message`;
  return [
    `floor ${one(round.floor)}`,
    `reader ${one(round.reader)}`,
    `edge ${one(round.edge)} ${packed(round.edge)}`,
    `edge, queue of ${QUEUE_ACK_MS} ms ${one(round.edgeSlowQueue)} ${packed(round.edgeSlowQueue)}`,
    `alone: floor ${one(round.floorAlone)}`,
    `reader ${one(round.readerAlone)}`,
    `edge ${one(round.edgeAlone)} ${packed(round.edgeAlone)}`,
    `edge, queue of ${QUEUE_ACK_MS} ms ${one(round.edgeAloneSlowQueue)} ${packed(round.edgeAloneSlowQueue)}`,
  ].join(" | ");
}

/** Figures of which each round gives one; the median is reported. */
const FIGURES: readonly (Bounds & {
  readonly name: string;
  readonly digits?: number;
  readonly read: (round: Round) => number;
})[] = [
  { name: "floor_requests_per_second", digits: 0, read: ({ floor }) => floor.perSecond },
  { name: "requests_per_second", digits: 0, read: ({ edge }) => edge.perSecond },
  { name: "requests_ratio", ...RATE, read: ({ floor, edge }) => edge.perSecond / floor.perSecond },
  {
    name: "requests_ratio_60ms_queue",
    ...RATE,
    read: ({ floor, edgeSlowQueue }) => edgeSlowQueue.perSecond / floor.perSecond,
  },
  { name: "reader_requests_ratio", read: ({ floor, reader }) => reader.perSecond / floor.perSecond },
  {
    name: "requests_ratio_to_reader",
    read: ({ reader, edgeSlowQueue }) => edgeSlowQueue.perSecond / reader.perSecond,
  },
  { name: "floor_cpu_us", digits: 1, read: ({ floor }) => floor.cpuUs },
  { name: "cpu_us", digits: 1, read: ({ edge }) => edge.cpuUs },
  { name: "cpu_ratio", ...CPU, read: ({ floor, edge }) => edge.cpuUs / floor.cpuUs },
  {
    name: "cpu_ratio_60ms_queue",
    ...CPU,
    read: ({ floor, edgeSlowQueue }) => edgeSlowQueue.cpuUs / floor.cpuUs,
  },
  { name: "reader_cpu_ratio", read: ({ floor, reader }) => reader.cpuUs / floor.cpuUs },
  { name: "cpu_ratio_to_reader", read: ({ reader, edgeSlowQueue }) => edgeSlowQueue.cpuUs / reader.cpuUs },
  { name: "floor_p50_alone_us", digits: 0, read: ({ floorAlone }) => floorAlone.p50Us },
  { name: "p50_alone_us", digits: 0, read: ({ edgeAlone }) => edgeAlone.p50Us },
  {
    name: "p50_alone_ratio",
    ...P50_ALONE,
    read: ({ floorAlone, edgeAlone }) => edgeAlone.p50Us / floorAlone.p50Us,
  },
  {
    name: "p50_alone_ratio_60ms_queue",
    ...P50_ALONE,
    read: ({ floorAlone, edgeAloneSlowQueue }) => edgeAloneSlowQueue.p50Us / floorAlone.p50Us,
  },
  {
    name: "reader_p50_alone_ratio",
    read: ({ floorAlone, readerAlone }) => readerAlone.p50Us / floorAlone.p50Us,
  },
  {
    name: "queue_writes_per_click",
    ...{ digits: 4, goal: { atMost: 1 / 50 }, guard: { atMost: 0.5 } },
    read: ({ edge }) => edge.taken.queueWrites / edge.taken.clicks,
  },
  {
    name: "queue_writes_per_click_60ms_queue",
    ...{ digits: 4, goal: { atMost: 1 / 50 }, guard: { atMost: 0.1 } },
    read: ({ edgeSlowQueue }) => edgeSlowQueue.taken.queueWrites / edgeSlowQueue.taken.clicks,
  },
  { name: "malformed_clicks", guard: { atMost: 0 }, read: ({ edge }) => edge.taken.malformed },
];

function reportRounds(report: Report, rounds: readonly Round[]): void {
  for (const { name, read, ...bounds } of FIGURES) {
    report.add(`edge_${name}`, median(rounds.map(read)), bounds);
  }
}

/** The price at saturation; what quieter links cost is in docs/scale.md. */
function reportPrice(report: Report, rounds: readonly Round[]): void {
  const operations = rounds.map(
    ({ edgeSlowQueue: { taken, cpuUs } }): Operations => ({ ...taken, cpuUs: cpuUs * taken.clicks }),
  );
  const prices = operations.map(priceOfMillion);
  const [first] = prices;
  console.log(
    "\nlist price of a million clicks at saturation, US dollars, item by item (first round):",
    first,
  );
  report.add("edge_list_price_per_million_usd", median(prices.map(totalOf)), {
    ...{ goal: { atMost: 0.4 }, guard: { atMost: 2 } },
  });
}

/** From the start of the process to its first redirect, and of that the time after it began to listen. */
async function reportCold(report: Report, bed: TestBed, times: number): Promise<void> {
  const starts: { floor: Cold; edge: Cold }[] = [];
  for (let index = 0; index < times; index += 1) {
    starts.push({ floor: await startCold(bed.startFloor), edge: await startCold(bed.startEdge) });
  }
  const middle = (read: (start: { floor: Cold; edge: Cold }) => number): number => median(starts.map(read));
  report.add(
    "edge_floor_cold_start_ms",
    middle(({ floor }) => floor.totalMs),
    { digits: 1 },
  );
  report.add(
    "edge_cold_start_ms",
    middle(({ edge }) => edge.totalMs),
    { digits: 1 },
  );
  report.add(
    "edge_cold_start_ratio",
    middle(({ edge }) => edge.totalMs) / middle(({ floor }) => floor.totalMs),
    {
      ...{ goal: { atMost: 1.3 }, guard: { atMost: 6 } },
    },
  );
  report.add(
    "edge_floor_first_answer_ms",
    middle(({ floor }) => floor.answerMs),
    { digits: 1 },
  );
  report.add(
    "edge_first_answer_ms",
    middle(({ edge }) => edge.answerMs),
    { digits: 1 },
  );
}

type Cold = { readonly totalMs: number; readonly answerMs: number };

async function startCold(start: () => Promise<Workerd>): Promise<Cold> {
  const worker = await start();
  const connection = await Connection.open(worker.port);
  const sentAtMs = performance.now();
  const { status } = await connection.ask(visitorRequest(0));
  const answerMs = performance.now() - sentAtMs;
  connection.close();
  await worker.kill();
  if (status !== 302) throw new Error(`a cold Worker answered ${status}: ${worker.log()}`);
  return { totalMs: worker.startMs + answerMs, answerMs };
}

await main();
