import { DEAD_LETTERS_PREFIX, deadLetterRow } from "../../services/bad-rows/dead-letter.ts";
import { storeBadRows } from "../../services/bad-rows/store-bad-rows.ts";
import { ingestClicks } from "../../services/clicks/ingest-clicks.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { checkClicks } from "../check-click.ts";
import { ingestPorts } from "../ingest-ports.ts";
import { handleConversion } from "../queues/conversions.ts";
import type { Job } from "./job.ts";

/** Most objects of a kind that one run takes in. */
const OBJECTS_PER_RUN_MAX = 500;
/** Most objects of a kind that take turns: the first by their keys. */
const OBJECTS_IN_TURN_MAX = 10_000;
const MINUTE_MS = 60_000;
/** Makes the handler leave a waiting conversion to the cron that looks after those. */
const NO_MORE_ATTEMPTS = Number.POSITIVE_INFINITY;

/** Objects that are taken in the same way, and the name under which they are counted. */
type Kind = {
  readonly name: string;
  readonly bucket: R2Bucket;
  readonly prefix: string;
  readonly take: (body: unknown, object: R2Object) => Promise<void>;
};

/**
 * Takes in what the edge left in the bucket while a queue refused, and makes bad rows of messages that ran out of
 * attempts. An object is deleted only after its content is in Postgres, as a row or as a bad row; one that fails
 * stays and keeps no other waiting, nor does one kind the next.
 */
export const sweepSpill: Job = async (run) => {
  const counts: Record<string, number> = {};
  await eachApart(kindsOf(run), async (kind) => {
    counts[kind.name] = await sweep(kind, run.now);
  });
  return counts;
};

function kindsOf(run: Parameters<Job>[0]): readonly Kind[] {
  const { INTAKE, CLICK_LOG } = run.env;
  return [
    {
      ...{ name: "swept_clicks", bucket: INTAKE, prefix: "spill/clicks/" },
      take: async (body) => {
        await ingestClicks(ingestPorts(run), checkClicks(body));
      },
    },
    {
      ...{ name: "swept_conversions", bucket: INTAKE, prefix: "spill/conversions/" },
      take: async (body) => {
        const outcome = await handleConversion(body, run, NO_MORE_ATTEMPTS);
        if (outcome.kind === "dead") await storeBadRows(run.db, [outcome.row]);
      },
    },
    {
      ...{ name: "swept_dead_letters", bucket: CLICK_LOG, prefix: DEAD_LETTERS_PREFIX },
      take: (payload, { key, uploaded }) =>
        storeBadRows(run.db, [deadLetterRow(key, { payload, receivedAt: uploaded })]),
    },
  ];
}

async function sweep({ bucket, prefix, take }: Kind, now: Date): Promise<number> {
  const objects = inTurn(await listFirst(bucket, prefix), now);
  const takeIn = async (listed: R2Object) => {
    const object = await bucket.get(listed.key);
    if (object) await take(parse(await object.text()), listed);
    await bucket.delete(listed.key);
  };
  await eachApart(objects, takeIn, (count) => `${count} objects stay under ${prefix}`);
  return objects.length;
}

async function listFirst(bucket: R2Bucket, prefix: string): Promise<readonly R2Object[]> {
  const found: R2Object[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.objects);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined && found.length < OBJECTS_IN_TURN_MAX);
  return found;
}

/** The objects whose turn it is: each minute goes on where the last one ended, so that those that stay do not block the others. */
function inTurn<Item>(items: readonly Item[], now: Date): readonly Item[] {
  if (items.length <= OBJECTS_PER_RUN_MAX) return items;
  const start = (Math.floor(now.getTime() / MINUTE_MS) * OBJECTS_PER_RUN_MAX) % items.length;
  return [...items.slice(start), ...items.slice(0, start)].slice(0, OBJECTS_PER_RUN_MAX);
}

/** Text that is no JSON is kept as it is: the handler finds it malformed and stores it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
