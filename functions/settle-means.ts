import { ClickBatch } from "../services/log/click-batch.ts";
import type { LogEvent, SettleMeans } from "../services/log/settle-hours.ts";
import { clickLogStore } from "./click-log-store.ts";
import type { Job } from "./cron/job.ts";

/** A cron is ended after 15 minutes. */
const RUN_MS_MAX = 600_000;

/** What a run over hours of the click log needs, from the bindings. */
export function settleMeans({ env, db, now }: Parameters<Job>[0], objectsMax: number): SettleMeans {
  return {
    ...{ db, now, objectsMax, mayGoOn: untilMinutesPassed(), report: reportLogEvent },
    store: clickLogStore(env.CLICK_LOG),
    batch: new ClickBatch(),
  };
}

/** True for as long as a cron should begin something new. */
export function untilMinutesPassed(): () => boolean {
  const startedAtMs = Date.now();
  return () => Date.now() - startedAtMs < RUN_MS_MAX;
}

/** Logs in one line what a person should know of an hour. */
function reportLogEvent({ kind, hour, ...fields }: LogEvent): void {
  const { workspaceId, hour: at } = hour;
  console.error(
    JSON.stringify({ event: kind, workspace_id: workspaceId, hour: at.toISOString(), ...fields }, null, 0),
  );
}
