import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { clickManifest } from "../contracts/click-manifest.ts";
import type { WorkspaceId } from "../core/shared/id.ts";
import { clickLogStore } from "../functions/click-log-store.ts";
import type { Compaction } from "../services/log/compact-hour.ts";
import { hourPrefix, type LogHour, manifestKey, partKey } from "../services/log/log-keys.ts";
import { readPartIds } from "../services/log/read-part.ts";
import { diskBucket } from "./compaction/disk-bucket.ts";
import { type Filling, fillHour } from "./compaction/fill.ts";
import { median, Report } from "./figures.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:log -- [options]
  --short        under half a minute, with guard rails instead of goals
  --clicks <n>   clicks of the hour (1000000, short 120000)
  --rounds <n>   compactions of the same hour (5, short 2)`;

const HOUR: LogHour = {
  workspaceId: "ws_0123456789abcdefghjkmnpqrs" as WorkspaceId,
  hour: new Date("2026-11-20T10:00:00Z"),
};
/** A second's clicks of an hour of a million. */
const CLICKS_PER_OBJECT = 278;
const ROWS_PER_SECOND_GOAL = 150_000;
const RSS_MB_GOAL = 100;
/** What an isolate has, 128 MB, and what a process of Node takes before it does anything: more is a failure. */
const RSS_MB_MAX = 200;
/** One thread, since the figure is of one core, and no more garbage than need be before it is collected. */
const NODE_FLAGS = ["--single-threaded", "--max-semi-space-size=1"];

type Cost = Compaction & {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly idleRssMb: number;
  readonly peakRssMb: number;
};

/** Measures the compaction of one hour in a process of its own: rows a second of processor time, and memory. */
async function main(): Promise<void> {
  const { clicks, rounds, isShort } = readSizes(USAGE, {
    clicks: { full: 1_000_000, short: 120_000 },
    rounds: { full: 5, short: 2 },
  });
  const [cpu] = cpus();
  console.log(
    `${cpus().length} x ${cpu?.model}; node ${process.versions.node} ${NODE_FLAGS.join(" ")}; ${clicks} clicks`,
  );
  const scratch = mkdtempSync(join(tmpdir(), "tributary-bench-log-"));
  try {
    const program = await bundle(scratch);
    const report = new Report();
    const filling = { clicks, clicksPerObject: CLICKS_PER_OBJECT };
    const arrival = await measure(scratch, program, { ...filling, order: "arrival" }, rounds);
    const scattered = await measure(scratch, program, { ...filling, order: "scattered" }, 1);
    addFigures(report, { arrival, scattered, isShort });
    report.finish();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function addFigures(
  report: Report,
  of: { readonly arrival: Measured; readonly scattered: Measured; readonly isShort: boolean },
): void {
  const { arrival, scattered, isShort } = of;
  // The short run must not fail because of a busy machine; memory does not depend on that.
  const goal = { goal: { atLeast: ROWS_PER_SECOND_GOAL }, guard: { atLeast: isShort ? 30_000 : 0 } };
  const memory = { goal: { atMost: RSS_MB_GOAL }, guard: { atMost: RSS_MB_MAX } };
  report.add("compaction_rows_per_second_per_core", arrival.rowsPerSecond, { ...goal, digits: 0 });
  report.add("compaction_peak_rss_mb", arrival.peakRssMb, { ...memory, digits: 1 });
  report.add("compaction_idle_rss_mb", arrival.idleRssMb, { digits: 1 });
  const own = Math.max(arrival.peakRssMb, scattered.peakRssMb) - arrival.idleRssMb;
  report.add("compaction_own_rss_mb", own, { goal: { atMost: RSS_MB_GOAL }, digits: 1 });
  report.add("compaction_scattered_rows_per_second_per_core", scattered.rowsPerSecond, { digits: 0 });
  report.add("compaction_scattered_peak_rss_mb", scattered.peakRssMb, { ...memory, digits: 1 });
  report.add("compaction_parquet_bytes_per_row", arrival.bytesPerRow, { digits: 1 });
}

type Measured = {
  /** Rows in a second of one processor: the median of the rounds. */
  readonly rowsPerSecond: number;
  /** Of the process at its most, and before it began: the runtime alone. */
  readonly peakRssMb: number;
  readonly idleRssMb: number;
  readonly bytesPerRow: number;
};

async function measure(
  scratch: string,
  program: string,
  filling: Filling,
  rounds: number,
): Promise<Measured> {
  const filled = join(scratch, filling.order);
  const { lineBytes } = fillHour(filled, HOUR, filling);
  console.log(`${filling.order}: ${(lineBytes / filling.clicks).toFixed(0)} bytes a line`);
  const costs: Cost[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const root = join(scratch, "round");
    cpSync(filled, root, { recursive: true, preserveTimestamps: true });
    const cost = await runProcess(program, root);
    bytes = await verify(root, filling.clicks);
    console.log(
      `  ${cost.rows} rows in ${cost.parts} parts: ${cost.cpuSeconds.toFixed(2)} s of processor, ` +
        `${cost.wallSeconds.toFixed(2)} s, ${cost.peakRssMb.toFixed(1)} MB`,
    );
    costs.push(cost);
    rmSync(root, { recursive: true, force: true });
  }
  rmSync(filled, { recursive: true, force: true });
  return {
    rowsPerSecond: median(costs.map(({ rows, cpuSeconds }) => rows / cpuSeconds)),
    peakRssMb: Math.max(...costs.map(({ peakRssMb }) => peakRssMb)),
    idleRssMb: median(costs.map(({ idleRssMb }) => idleRssMb)),
    bytesPerRow: bytes / filling.clicks,
  };
}

async function runProcess(program: string, root: string): Promise<Cost> {
  const args = [...NODE_FLAGS, program, root, HOUR.workspaceId, HOUR.hour.toISOString()];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 300_000 });
  const cost = JSON.parse(stdout) as Cost;
  if (cost.outcome !== "compacted" || cost.unreadable.length > 0) throw new Error(`failed: ${stdout}`);
  return cost;
}

/** Throws unless the parts hold each click once; gives their size in bytes. */
async function verify(root: string, clicks: number): Promise<number> {
  const store = clickLogStore(diskBucket(root));
  const { parts, rows } = clickManifest.parse(
    JSON.parse(readFileSync(join(root, manifestKey(HOUR)), "utf8")),
  );
  const ids = new Set<string>();
  for (const part of parts) {
    const { times, randoms } = await readPartIds({ store, key: partKey(HOUR, part.name) }, part);
    times.forEach((time, index) => void ids.add(`${time} ${randoms[index]}`));
  }
  if (rows !== clicks || ids.size !== clicks)
    throw new Error(`${rows} rows, ${ids.size} ids of ${clicks} clicks`);
  const folder = join(root, hourPrefix(HOUR));
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** One file without a loader, so that the process measured holds nothing but what it runs. */
async function bundle(scratch: string): Promise<string> {
  const outfile = join(scratch, "compact.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("compaction/compact-process.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["browser"],
    logLevel: "warning",
  });
  return outfile;
}

await main();
