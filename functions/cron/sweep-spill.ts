import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { checkClicks } from "../check-click.ts";
import { ingestPorts } from "../ingest-ports.ts";
import { handleConversion } from "../queues/conversions.ts";
import type { Job } from "./job.ts";

/** Most objects of a kind that one run takes in; the others are there a minute later. */
const OBJECTS_PER_RUN_MAX = 500;
/** Makes the handler leave a waiting conversion to the cron that looks after those. */
const NO_MORE_ATTEMPTS = Number.POSITIVE_INFINITY;

/**
 * Takes in what the edge left in the bucket while a queue refused. An object is deleted only after its
 * content is in Postgres, as a row or as a bad row; one that fails stays and does not block the others.
 */
export const sweepSpill: Job = async (run) => {
  const clicks = await sweep(run.env.INTAKE, "spill/clicks/", async (body) => {
    await ingestClicks(ingestPorts(run), checkClicks(body));
  });
  const conversions = await sweep(run.env.INTAKE, "spill/conversions/", async (body) => {
    const outcome = await handleConversion(body, run, NO_MORE_ATTEMPTS);
    if (outcome.kind === "dead") await storeBadRows(run.db, [outcome.row]);
  });
  return { swept_clicks: clicks, swept_conversions: conversions };
};

async function sweep(
  bucket: R2Bucket,
  prefix: string,
  take: (body: unknown) => Promise<void>,
): Promise<number> {
  const { objects } = await bucket.list({ prefix, limit: OBJECTS_PER_RUN_MAX });
  const takeIn = async ({ key }: R2Object) => {
    const object = await bucket.get(key);
    if (object) await take(parse(await object.text()));
    await bucket.delete(key);
  };
  await eachApart(objects, takeIn, (count) => `${count} objects stay under ${prefix}`);
  return objects.length;
}

/** Text that is no JSON is kept as it is: the handler finds it malformed and stores it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
