import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { BatchId } from "../core/shared/id.ts";
import type { Db } from "../db/client.ts";
import * as schema from "../db/schema/index.ts";
import { approveBatch } from "../services/payouts/approve-batch.ts";
import { beginSubmission } from "../services/payouts/begin-submission.ts";
import { preparePayoutBatches } from "../services/payouts/prepare-batches.ts";
import { previewPayoutBatches } from "../services/payouts/preview-batches.ts";
import { type Context, transact } from "../services/shared/context.ts";
import { Report } from "./figures.ts";
import { prepareBed } from "./ingest/database.ts";
import { fillCommissions, type Load } from "./payouts/fill.ts";

const USAGE = `npm run bench:payouts -- [options]
  --short              under a minute, with guard rails instead of goals
  --affiliates <n>     who is owed (100,000; short 5,000)
  --commissions <n>    approved commissions, in turn (1,000,000; short 50,000)`;

/** What a database of this size is given: the indexes that are written to fit. */
const MEMORY = { shared_buffers: "2GB", max_wal_size: "8GB" };

const MEANS = { account: null, methodKeys: null };

/** Measures planning and booking one batch of many affiliates, from approved commissions to the call of the provider. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ short: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
      ...{ affiliates: { type: "string" }, commissions: { type: "string" } },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const load: Load = {
    affiliates: Number(values.affiliates ?? (values.short ? 5_000 : 100_000)),
    commissions: Number(values.commissions ?? (values.short ? 50_000 : 1_000_000)),
  };
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}; embedded Postgres, fsync on, loopback; ` +
      `${load.affiliates} affiliates, ${load.commissions} commissions`,
  );
  const bed = await prepareBed(MEMORY);
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  const app = new pg.Client({ connectionString: bed.appUrl() });
  try {
    await Promise.all([owner.connect(), app.connect()]);
    const shop = bed.plain[0];
    if (shop === undefined) throw new Error("the bed has a workspace");
    await fillCommissions(owner, shop, load);
    const report = new Report();
    await measure(report, app, shop.workspaceId, load);
    report.finish();
  } finally {
    await Promise.all([app.end(), owner.end()]);
    await bed.stop();
  }
}

async function measure(
  report: Report,
  app: pg.Client,
  workspaceId: Context["workspaceId"],
  load: Load,
): Promise<void> {
  let statements = 0;
  const started = performance.now();
  const logger = {
    logQuery: (text: string) => {
      statements += 1;
      if (process.env.TRACE)
        console.log(
          Math.round(performance.now() - started),
          text.trim().slice(0, 70).replaceAll(/\s+/g, " "),
        );
    },
  };
  const db = drizzle(app, { schema, logger }) as Db;
  const as = (actor: Context["actor"]): Context => {
    return { db, workspaceId, actor, requestId: "bench", now: new Date() };
  };
  const [previewed] = await timed(() => previewPayoutBatches(as("system:bench")));
  report.add("payouts_preview_seconds", previewed, { goal: { atMost: 60 }, guard: { atMost: 300 } });
  statements = 0;
  const [prepared, { batches }] = await timed(() => preparePayoutBatches(as("system:bench")));
  report.add("payouts_prepare_seconds", prepared, { goal: { atMost: 60 }, guard: { atMost: 300 } });
  report.add("payouts_prepare_statements", statements, { guard: { atMost: 40 }, digits: 0 });
  const batchId = batches[0] as BatchId;
  const [approved] = await timed(() => approveBatch(as("key:bench"), batchId));
  report.add("payouts_approve_seconds", approved, { digits: 3 });
  const [begun] = await timed(() =>
    transact(as("system:bench"), async (tx) => {
      const result = await beginSubmission(tx, as("system:bench"), batchId, load.affiliates, MEANS);
      if (!result.ok) throw new Error(result.error.code);
    }),
  );
  report.add("payouts_begin_seconds", begun, { goal: { atMost: 60 }, guard: { atMost: 300 } });
  report.add("payouts_node_megabytes", process.resourceUsage().maxRSS / 1_024, {
    ...{ goal: { atMost: 300 }, guard: { atMost: 600 }, digits: 0 },
  });
}

/** Runs work and gives the seconds it took with its result. */
async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1_000, result];
}

await main();
