import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { clickLogStore } from "../../functions/click-log-store.ts";
import { sweepSpill } from "../../functions/cron/sweep-spill.ts";
import type { FunctionsEnv } from "../../functions/env.ts";
import { continueErasures } from "../../services/log/continue-erasures.ts";
import { requestErasure } from "../../services/log/request-erasure.ts";
import { sampleClick } from "../support/logged-clicks.ts";
import { MemoryBucket } from "../support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../support/sample.ts";

const MINUTE_MS = 60_000;
const PERSON = "the visitor that a person was";
const KEY = "dead-letters/day=2026-11-20/letter.json";

let database: TestDatabase;
let sample: Sample;
let bucket: MemoryBucket;
let click: ClickRecord;
const at = (minutes: number): Date => new Date(Date.now() + minutes * MINUTE_MS);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, insertSample);
  bucket = new MemoryBucket();
  click = sampleClick(sample, at(-300), { visitor_id: PERSON });
  bucket.set(KEY, new TextEncoder().encode(JSON.stringify({ v: 1, clicks: [click] })));
  await withDatabase(database.env, (db) =>
    requestErasure(contextOf(db, sample.workspaceId, new Date()), {
      ...{ visitorIds: [PERSON], customer: {}, personId: undefined },
    }),
  );
});

const sweep = () =>
  withDatabase(database.env, (db) => {
    const buckets = { INTAKE: new MemoryBucket().binding(), CLICK_LOG: bucket.binding() };
    return sweepSpill({ env: buckets as unknown as FunctionsEnv, db, now: at(0) });
  });
const erase = (minutes: number) =>
  withDatabase(database.env, (db) =>
    continueErasures(contextOf(db, sample.workspaceId, at(minutes)), {
      store: clickLogStore(bucket.binding()),
      accepted: clickLogStore(new MemoryBucket().binding()),
      mayGoOn: () => true,
    }),
  );
/** Does a thing once, right after the next call of that kind. */
function afterNext(method: "list" | "get", work: () => Promise<unknown>): void {
  bucket.hook = async (call) => {
    if (call.method !== method || call.when !== "after") return;
    bucket.hook = () => undefined;
    await work();
  };
}
/** What is kept of this test's click, in the bad rows and in the bucket. */
async function kept(): Promise<string[]> {
  const rows = await asOwner(database.ownerUrl, (db) => db.select().from(schema.badRows));
  const letters = bucket.keys("dead-letters/").map((key) => new TextDecoder().decode(bucket.bytes(key)));
  return [...rows.map(({ payload }) => payload), ...letters].filter((text) => text.includes(click.id));
}

it("reaches a letter that becomes a bad row while the bucket is searched", async () => {
  afterNext("list", sweep);
  await erase(0);
  expect(bucket.keys("dead-letters/")).toEqual([]);
  expect((await kept()).map((text) => text.includes(PERSON))).toEqual([false]);
});

it("is not done before it reached a letter that the cron had read before and stored after", async () => {
  let done = 1;
  afterNext("get", async () => {
    done = await erase(30);
  });
  await sweep();
  expect(done).toBe(0);
  expect((await kept()).map((text) => text.includes(PERSON))).toEqual([true]);
  expect(await erase(60)).toBe(0);
  expect((await kept()).map((text) => text.includes(PERSON))).toEqual([false]);
  expect(await erase(90)).toBe(1);
});
