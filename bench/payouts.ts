import { cpus } from "node:os";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { BatchId } from "../core/shared/id.ts";
import type { Db } from "../db/client.ts";
import { approveBatch } from "../services/payouts/approve-batch.ts";
import { beginSubmission } from "../services/payouts/begin-submission.ts";
import { csvProvider, payoutCsv } from "../services/payouts/csv-provider.ts";
import { loadOrder } from "../services/payouts/load-order.ts";
import { preparePayoutBatches } from "../services/payouts/prepare-batches.ts";
import { previewPayoutBatches } from "../services/payouts/preview-batches.ts";
import { type Context, transact } from "../services/shared/context.ts";
import { Report } from "./figures.ts";
import { type CpuClock, cpuClockOf } from "./ingest/cpu.ts";
import { prepareBed } from "./ingest/database.ts";
import { fillCommissions, type Load } from "./payouts/fill.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:payouts -- [options]
  --short              under a minute, with guard rails instead of goals
  --affiliates <n>     who is owed (100,000; short 5,000)
  --commissions <n>    approved commissions, in turn (1,000,000; short 50,000)`;

/** As many as the file of names takes. */
const PER_FILE = csvProvider({ has: async () => false, putOnce: async () => undefined }).capabilities
  .payoutsPerOrderMax;
const MEANS = { account: null, methodKeys: null };

/** Measures planning and booking one batch of many affiliates, from approved commissions to the call of the provider. */
async function main(): Promise<void> {
  const load: Load = readSizes(USAGE, {
    affiliates: { full: 100_000, short: 5_000 },
    commissions: { full: 1_000_000, short: 50_000 },
  });
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}; embedded Postgres, fsync on, loopback; ` +
      `${load.affiliates} affiliates, ${load.commissions} commissions`,
  );
  const bed = await prepareBed();
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const app = new pg.Client({ connectionString: bed.appUrl() });
  try {
    await Promise.all([owner.connect(), app.connect()]);
    const shop = bed.plain[0];
    if (shop === undefined) throw new Error("the bed has a workspace");
    await fillCommissions(owner, shop, load);
    const report = new Report();
    await measure(report, app, shop.workspaceId);
    report.finish();
  } finally {
    await Promise.all([app.end(), owner.end()]);
    await bed.stop();
  }
}

async function measure(report: Report, app: pg.Client, workspaceId: Context["workspaceId"]): Promise<void> {
  let statements = 0;
  const logger = {
    logQuery: () => {
      statements += 1;
    },
  };
  const clock = await cpuClockOf(app);
  const db = drizzle(app, { logger }) as Db;
  const as = (actor: Context["actor"]): Context => {
    return { db, workspaceId, actor, requestId: "bench", now: new Date() };
  };
  const note = <T>(name: string, work: () => Promise<T>) => measured(report, name, clock, work);
  await note("preview", () => previewPayoutBatches(as("system:bench")));
  statements = 0;
  const startedMs = performance.now();
  const { batches } = await note("prepare", () => preparePayoutBatches(as("system:bench")));
  report.add("payouts_prepare_statements", statements, { guard: { atMost: 45 }, digits: 0 });
  const batchId = batches[0] as BatchId;
  await approveBatch(as("key:bench"), batchId);
  const submissions = await note("begin", () =>
    transact(as("system:bench"), async (tx) => {
      const begun = await beginSubmission(tx, as("system:bench"), batchId, PER_FILE, MEANS);
      if (!begun.ok) throw new Error(begun.error.code);
      return begun.value;
    }),
  );
  report.add("payouts_planned_and_booked_seconds", (performance.now() - startedMs) / 1_000, {
    ...{ goal: { atMost: 60 }, guard: { atMost: 600 }, digits: 1 },
  });
  await note("orders", async () => {
    for (const submission of submissions) {
      const { order } = await transact(as("system:bench"), (tx) =>
        loadOrder(tx, as("system:bench"), submission, null),
      );
      payoutCsv(order);
    }
  });
  report.add("payouts_node_megabytes", process.resourceUsage().maxRSS / 1_024, {
    ...{ goal: { atMost: 300 }, guard: { atMost: 600 }, digits: 0 },
  });
}

/** Runs a step, and adds how long it took and how much of that a processor worked, here and in the database. */
async function measured<T>(
  report: Report,
  name: string,
  clock: CpuClock,
  work: () => Promise<T>,
): Promise<T> {
  const [start, cpuStart] = [performance.now(), clock()];
  const result = await work();
  const seconds = (performance.now() - start) / 1_000;
  report.add(`payouts_${name}_seconds`, seconds, { guard: { atMost: 600 }, digits: 1 });
  report.add(`payouts_${name}_cpu_seconds`, (clock() - cpuStart) / 1e6, { digits: 1 });
  return result;
}

await main();
