import { cpus } from "node:os";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { accrueCommission } from "../core/ledger/postings.ts";
import type { Currency } from "../core/money/currency.ts";
import type { AffiliateId, CommissionId } from "../core/shared/id.ts";
import type { Db } from "../db/client.ts";
import { postJournals } from "../services/ledger/post-journals.ts";
import { verifyLedger } from "../services/ledger/verify-ledger.ts";
import { type Context, transact } from "../services/shared/context.ts";
import { median, Report } from "./figures.ts";
import { prepareBed } from "./ingest/database.ts";
import { readSizes } from "./sizes.ts";

const USAGE = `npm run bench:ledger -- [options]
  --short           under half a minute, with guard rails instead of goals
  --journals <n>    journals of two entries each (200,000; short 20,000)
  --rounds <n>      times the ledger is verified (5; short 3)`;

const BATCH = 500;
const AFFILIATES = 500;

/** Measures how fast a ledger is verified from its rows, and how fast journals are chained. */
async function main(): Promise<void> {
  const { journals, rounds } = readSizes(USAGE, {
    journals: { full: 200_000, short: 20_000 },
    rounds: { full: 5, short: 3 },
  });
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}; embedded Postgres, fsync on, loopback; ${journals} journals`,
  );
  const bed = await prepareBed();
  const app = new pg.Client({ connectionString: bed.appUrl() });
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  try {
    await Promise.all([app.connect(), owner.connect()]);
    const workspaceId = bed.plain[0]?.workspaceId;
    if (workspaceId === undefined) throw new Error("the bed has a workspace");
    const db = drizzle(app) as Db;
    const context: Context = { db, workspaceId, actor: "system:bench", requestId: "bench", now: new Date() };
    const report = new Report();
    reportPosting(report, await fill(context, journals, () => owner.query("analyze")));
    await owner.query("vacuum analyze journals, ledger_entries");
    await reportVerifying(report, context, { journals, rounds });
    report.finish();
  } finally {
    await Promise.all([app.end(), owner.end()]);
    await bed.stop();
  }
}

/** Books journals a batch at a time; gives the seconds of each batch. */
async function fill(
  context: Context,
  journals: number,
  analyze: () => Promise<unknown>,
): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let done = 0; done < journals; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, journals - done) }, (_, index) =>
      journalOf(done + index),
    );
    const start = performance.now();
    await transact(context, (tx) => postJournals(tx, context, batch));
    seconds.push((performance.now() - start) / 1_000);
    // As autovacuum does within a minute.
    if (seconds.length === 5) await analyze();
  }
  return seconds;
}

const journalOf = (index: number) =>
  accrueCommission({
    commissionId: `com_${String(index).padStart(26, "0")}` as CommissionId,
    affiliateId: `aff_${String(index % AFFILIATES).padStart(26, "0")}` as AffiliateId,
    currency: "EUR" as Currency,
    amountMinor: BigInt(100 + (index % 9_000)),
  });

function reportPosting(report: Report, seconds: readonly number[]): void {
  report.add("ledger_post_journals_per_second", BATCH / median(seconds), { digits: 0 });
}

async function reportVerifying(
  report: Report,
  context: Context,
  { journals, rounds }: { readonly journals: number; readonly rounds: number },
): Promise<void> {
  const rates: number[] = [];
  // One round more, which warms up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    const found = await verifyLedger(context, { after: 0n, journalsMax: journals, roots: [] });
    const seconds = (performance.now() - start) / 1_000;
    if (!found.isComplete || found.fault || found.journals !== journals) {
      throw new Error(`the ledger is not intact: ${found.fault?.detail ?? found.journals}`);
    }
    console.log(
      `${round === 0 ? "warm-up" : `round ${round}`}: ${Math.round(found.entries / seconds)} entries/s`,
    );
    if (round > 0) rates.push(found.entries / seconds);
  }
  report.add("ledger_verify_entries_per_second", median(rates), {
    ...{ goal: { atLeast: 100_000 }, guard: { atLeast: 20_000 }, digits: 0 },
  });
}

await main();
