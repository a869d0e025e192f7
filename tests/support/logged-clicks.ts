import type { ClickRecord } from "../../contracts/click-message.ts";
import { type DatabaseEnv, withDatabase } from "../../db/client.ts";
import { checkClicks } from "../../functions/check-click.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { ClickBatch } from "../../services/log/click-batch.ts";
import type { LogHour } from "../../services/log/log-keys.ts";
import { type LogEvent, type Settled, settleHours } from "../../services/log/settle-hours.ts";
import { CLICK_ID_KEYS, clickRecordOf } from "./click-records.ts";
import type { Sample } from "./sample.ts";

const batch = new ClickBatch();

/** A click on the first link of a sample. */
export function sampleClick(sample: Sample, at: Date, change: Partial<ClickRecord> = {}): ClickRecord {
  const [{ affiliateId, linkId }] = sample.affiliates;
  const { workspaceId, programId } = sample;
  const owners = { link_id: linkId, affiliate_id: affiliateId, program_id: programId };
  return clickRecordOf(workspaceId, at, { ...owners, ...change });
}

/** Takes clicks in as the consumer of the queue does: raw objects in the bucket, then rows. */
export function ingest(env: DatabaseEnv, bucket: R2Bucket, clicks: readonly ClickRecord[]): Promise<unknown> {
  return withDatabase(env, (db) =>
    ingestClicks(
      {
        ...{ db, now: new Date(), hmacs: parseClickIdKeys(CLICK_ID_KEYS) },
        velocity: { count: async (counted) => counted.map(() => 1) },
        log: { putOnce: async (key, bytes) => void (await bucket.put(key, bytes)) },
      },
      checkClicks({ v: 1, clicks }),
    ),
  );
}

/** Compacts and compares hours as the cron does; gives what it told of besides. */
export async function settle(
  env: DatabaseEnv,
  bucket: R2Bucket,
  hours: readonly LogHour[],
): Promise<Settled & { readonly events: readonly LogEvent[] }> {
  const events: LogEvent[] = [];
  const settled = await withDatabase(env, (db) =>
    settleHours(
      {
        ...{ db, batch, store: clickLogStore(bucket), now: new Date(), objectsMax: 1_000 },
        mayGoOn: () => true,
        report: (event) => void events.push(event),
      },
      hours,
    ),
  );
  return { ...settled, events };
}
