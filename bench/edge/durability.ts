import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DURABLE_WAIT_MS } from "../../workers/edge/redirect.ts";
import { median, percentile, Report } from "../figures.ts";
import { prepareBed, settle, type TestBed } from "./bed.ts";
import { Connection } from "./connection.ts";
import { type SteadyResult, startSteadyLoad } from "./steady-load.ts";
import { publishedLinks, visitorRequest } from "./visitors.ts";
import type { Workerd } from "./workerd.ts";

const USAGE = `npm run bench:edge:durability -- [options]
  --short        under a minute, with fewer clicks and kills
  --root <path>  another checkout whose edge to measure`;

const LONG = { clicks: 500_000, kills: 10, refusedSeconds: 10, hangUps: 1_000 };
const SHORT = { clicks: 50_000, kills: 2, refusedSeconds: 3, hangUps: 1_000 };
type Sizes = typeof LONG;

const CONNECTIONS = 50;
const PER_SECOND = 2_000;
const REFUSED_SHARE = 0.05;
/** How long a queue takes to acknowledge in the runs that ask what a slow one costs, in milliseconds. */
const SLOW_QUEUE_MS = 20;
/** A kill comes after so long, and at no special moment within the next second. */
const KILL_AFTER_MS = 1_500;
const KILL_WITHIN_MS = 1_000;
/** After a kill, what is on its way to the stand-in arrives within this time. */
const ARRIVAL_MS = 500;
const IN_TIME = { queue: { refusedShare: 0, delayMs: 0 }, slow: { refusedShare: 0, delayMs: SLOW_QUEUE_MS } };

/** Says of each promise of the click log what it is worth: what is lost when, counted click by click. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ short: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
      root: { type: "string" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const sizes = values.short ? SHORT : LONG;
  const bed = await prepareBed(values.root);
  const report = new Report();
  try {
    await measureSaturation(bed, report, sizes);
    await measureHangUps(bed, report, sizes);
    await measureRefusals(bed, report, sizes);
    for (const mode of ["default", "durable"] as const) await measureKills(bed, report, { mode, sizes });
    report.finish();
  } finally {
    bed.stop();
  }
}

/** Starts an edge of its own, whose links are durable or not. */
async function startEdge(bed: TestBed, durable = false): Promise<Workerd> {
  await bed.standIn.publish(publishedLinks(durable ? { durable: true } : {}));
  await bed.standIn.behave(IN_TIME.queue);
  await bed.standIn.reset();
  return bed.startEdge();
}

/** Every redirect that came back has its event: as many as the connections carry, compared id by id. */
async function measureSaturation(bed: TestBed, report: Report, { clicks }: Sizes): Promise<void> {
  const edge = await startEdge(bed);
  const answered = new Set<string>();
  let sent = 0;
  const work = async (): Promise<void> => {
    const connection = await Connection.open(edge.port);
    while (sent < clicks) {
      const { status, clickId } = await connection.ask(visitorRequest(sent++));
      if (status !== 302 || clickId === null) throw new Error(`answered ${status}: ${edge.log()}`);
      answered.add(clickId);
    }
    connection.close();
  };
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const taken = await settle(bed.standIn, answered.size);
  const lost = missing(answered, await bed.standIn.clickIds());
  await edge.kill();
  console.log(
    `${answered.size} redirects in ${seconds.toFixed(1)} s: ${taken.distinctClicks} clicks in ${taken.queueMessages} messages, ${lost} lost`,
  );
  report.add("edge_saturated_redirects", answered.size, { guard: { atLeast: clicks } });
  report.add("edge_saturated_clicks", taken.distinctClicks, {
    goal: { atLeast: clicks },
    guard: { atLeast: clicks },
  });
  report.add("edge_saturated_lost", lost, { goal: { atMost: 0 }, guard: { atMost: 0 } });
  report.add("edge_saturated_malformed", taken.malformed, { guard: { atMost: 0 } });
}

/** Clients that send their request and are gone. */
async function measureHangUps(bed: TestBed, report: Report, { hangUps }: Sizes): Promise<void> {
  const edge = await startEdge(bed);
  const first = await Connection.open(edge.port);
  await first.ask(visitorRequest(0));
  first.close();
  for (let index = 0; index < hangUps; index += 1) {
    const connection = await Connection.open(edge.port);
    await connection.sendAndHangUp(visitorRequest(index));
  }
  const taken = await settle(bed.standIn, hangUps + 1);
  await edge.kill();
  const logged = taken.distinctClicks - 1;
  console.log(`${hangUps} clients hung up at once: ${logged} clicks logged`);
  report.add("edge_hang_ups_logged", logged, { goal: { atLeast: hangUps }, guard: { atLeast: hangUps } });
}

/** A queue that refuses one send in twenty, under a steady load. */
async function measureRefusals(bed: TestBed, report: Report, { refusedSeconds }: Sizes): Promise<void> {
  const edge = await startEdge(bed);
  await bed.standIn.behave({ refusedShare: REFUSED_SHARE, delayMs: 0 });
  const load = await startSteadyLoad({ port: edge.port, perSecond: PER_SECOND, seconds: refusedSeconds });
  const result = await load.ended;
  const taken = await settle(bed.standIn, result.redirects);
  const lost = missing(result.clickIds, await bed.standIn.clickIds());
  await edge.kill();
  console.log(
    `${taken.queueRefused} of ${taken.queueMessages + taken.queueRefused} sends refused: ` +
      `${result.redirects} redirects, ${lost} lost, ${taken.bucketWrites} messages spilled, ${failures(result)}`,
  );
  report.add("edge_refused_sends", taken.queueRefused, { guard: { atLeast: 1 } });
  report.add("edge_refused_lost", lost, { goal: { atMost: 0 }, guard: { atMost: 0 } });
  report.add("edge_refused_not_redirected", result.otherAnswers + result.unanswered, {
    guard: { atMost: 0 },
  });
}

type Kill = { readonly lost: number; readonly oldestMs: number; readonly latenciesMs: readonly number[] };

/** SIGKILL in the middle of a steady load, again and again, with a quick queue and with a slow one. */
async function measureKills(
  bed: TestBed,
  report: Report,
  { mode, sizes }: { readonly mode: "default" | "durable"; readonly sizes: Sizes },
): Promise<void> {
  for (const queue of ["queue", "slow"] as const) {
    const kills: Kill[] = [];
    for (let index = 0; index < sizes.kills; index += 1) {
      kills.push(await killOnce(bed, { durable: mode === "durable", queue, share: index / sizes.kills }));
    }
    const lost = kills.map((kill) => kill.lost);
    const p50Ms = median(kills.flatMap(({ latenciesMs }) => latenciesMs));
    const sendMs = Math.max(...kills.map(({ oldestMs }) => oldestMs));
    const bound = Math.ceil((PER_SECOND * (sendMs + 1)) / 1_000);
    const name = `edge_killed_${mode}${queue === "slow" ? `_${SLOW_QUEUE_MS}ms_queue` : ""}`;
    console.log(
      `${mode}, queue of ${IN_TIME[queue].delayMs} ms: SIGKILL at ${PER_SECOND}/s, answered clicks lost: ${lost.join(", ")}; ` +
        `slowest send ${sendMs} ms, so at most ${bound}; p50 ${p50Ms.toFixed(2)} ms`,
    );
    const goal = mode === "durable" ? 0 : bound;
    // A send that takes longer than a visitor waits is not waited for: what a durable link then loses is no fault.
    const limit = sendMs < DURABLE_WAIT_MS ? goal : bound;
    report.add(`${name}_lost_max`, Math.max(...lost), { goal: { atMost: goal }, guard: { atMost: limit } });
    report.add(`${name}_bound`, bound);
    report.add(
      `${name}_p50_ms`,
      p50Ms,
      mode === "durable" && queue === "queue" ? { goal: { atMost: 8 } } : {},
    );
  }
}

async function killOnce(
  bed: TestBed,
  options: { readonly durable: boolean; readonly queue: "queue" | "slow"; readonly share: number },
): Promise<Kill> {
  const edge = await startEdge(bed, options.durable);
  await bed.standIn.behave(IN_TIME[options.queue]);
  const load = await startSteadyLoad({ port: edge.port, perSecond: PER_SECOND, seconds: 60 });
  await sleep(KILL_AFTER_MS + options.share * KILL_WITHIN_MS);
  await edge.kill();
  load.stop();
  const { clickIds, latenciesMs, otherAnswers } = await load.ended;
  await sleep(ARRIVAL_MS + IN_TIME[options.queue].delayMs);
  const taken = await bed.standIn.taken();
  if (otherAnswers > 0 || clickIds.size === 0)
    throw new Error(`${otherAnswers} were no redirect: ${edge.log()}`);
  const ages = taken.oldestAgesMs.slice(Math.floor(taken.oldestAgesMs.length / 2));
  return {
    lost: missing(clickIds, await bed.standIn.clickIds()),
    oldestMs: percentile(ages, 1),
    latenciesMs,
  };
}

function missing(answered: ReadonlySet<string>, logged: ReadonlySet<string>): number {
  let count = 0;
  for (const id of answered) if (!logged.has(id)) count += 1;
  return count;
}

const failures = ({ otherAnswers, unanswered }: SteadyResult): string =>
  `${otherAnswers} other answers, ${unanswered} without one`;

await main();
