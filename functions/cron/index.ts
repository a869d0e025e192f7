import { tellError } from "../../core/shared/tell-error.ts";
import { withDatabase } from "../../db/client.ts";
import type { FunctionsEnv } from "../env.ts";
import { applyParkedChanges } from "./apply-parked-changes.ts";
import { approveCommissions } from "./approve-commissions.ts";
import { askForReturns } from "./ask-for-returns.ts";
import { compactClicks } from "./compact-clicks.ts";
import { deliverEvents } from "./deliver-events.ts";
import { dropEnded } from "./drop-ended.ts";
import { dropOldClicks } from "./drop-old-clicks.ts";
import { eraseSubjects } from "./erase-subjects.ts";
import { escalateDisputes } from "./escalate-disputes.ts";
import { expireForms } from "./expire-tax-forms.ts";
import { forgetContacts } from "./forget-contacts.ts";
import { importFxRates } from "./import-fx-rates.ts";
import type { Job } from "./job.ts";
import { makeDocuments } from "./make-documents.ts";
import { makePartitions } from "./make-partitions.ts";
import { noteCappedConversions } from "./note-capped-conversions.ts";
import { preparePayouts } from "./prepare-payouts.ts";
import { publishChanges } from "./publish-changes.ts";
import { publishLedgerRoots } from "./publish-ledger-roots.ts";
import { reconcileClicks } from "./reconcile-clicks.ts";
import { reconcileReportCounts } from "./reconcile-counts.ts";
import { remindOfTasks } from "./remind-of-tasks.ts";
import { replayUnownedRows } from "./replay-unowned.ts";
import { resealSecrets } from "./reseal-secrets.ts";
import { resumePayouts } from "./resume-payouts.ts";
import { rollUpAllReports, rollUpReports } from "./roll-up-reports.ts";
import { runSimulations } from "./run-simulations.ts";
import { sendNotices } from "./send-notices.ts";
import { settleWaitingConversions } from "./settle-waiting-conversions.ts";
import { sweepSpill } from "./sweep-spill.ts";
import { verifyDomains } from "./verify-domains.ts";
import { verifyPeople } from "./verify-people.ts";
import { watchDeadLetters } from "./watch-dead-letters.ts";

/** The jobs of each cron expression of wrangler.toml, in order. */
export const CRONS: Readonly<Record<string, readonly Job[]>> = {
  "* * * * *": [
    publishChanges,
    sweepSpill,
    settleWaitingConversions,
    applyParkedChanges,
    noteCappedConversions,
    resumePayouts,
    makeDocuments,
    runSimulations,
    sendNotices,
    deliverEvents,
  ],
  "*/15 * * * *": [
    remindOfTasks,
    approveCommissions,
    replayUnownedRows,
    verifyDomains,
    watchDeadLetters,
    askForReturns,
    rollUpReports,
  ],
  "5 * * * *": [preparePayouts, compactClicks, escalateDisputes],
  "35 * * * *": [importFxRates, eraseSubjects, dropEnded, expireForms, resealSecrets],
  "50 * * * *": [rollUpAllReports],
  "20 0 * * *": [publishLedgerRoots],
  "0 1 * * *": [makePartitions, forgetContacts],
  "30 2 * * *": [reconcileClicks, reconcileReportCounts, dropOldClicks, verifyPeople],
};

/**
 * Runs the jobs of a cron one after the other. A job that fails is logged and does not keep the
 * others from running; the run as a whole then fails, so that it shows.
 */
export async function runCron(cron: string, now: Date, env: FunctionsEnv): Promise<void> {
  const jobs = CRONS[cron];
  if (!jobs) throw new Error(`no job for the cron ${cron}`);
  const failed: string[] = [];
  for (const job of jobs) {
    try {
      const counts = await withDatabase(env, (db) => job({ env, db, now }));
      if (Object.values(counts).some((count) => count > 0)) log(job.name, { ...counts });
    } catch (error) {
      failed.push(job.name);
      log(job.name, { error: tellError(error) });
    }
  }
  if (failed.length > 0) throw new Error(`cron jobs failed: ${failed.join(", ")}`);
}

function log(job: string, fields: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ event: "cron", job, ...fields }));
}
