import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../../../contracts/click-message.ts";
import { withDatabase } from "../../../db/client.ts";
import { badRows, clicks as clickRows, identityEdges } from "../../../db/schema/index.ts";
import { clickLogStore } from "../../../functions/click-log-store.ts";
import { conversionObjectKey } from "../../../platform/accepted-object-key.ts";
import { continueErasures } from "../../../services/log/continue-erasures.ts";
import { hourOf, type LogHour } from "../../../services/log/log-keys.ts";
import { type Answer, insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { shownIdOf } from "../../../tests/support/click-records.ts";
import { ingest, sampleClick, settle } from "../../../tests/support/logged-clicks.ts";
import { MemoryBucket } from "../../../tests/support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { readHour } from "../../../tests/support/read-log.ts";
import { asOwner, contextOf, insertSample, type Sample, settleSale } from "../../../tests/support/sample.ts";
import { clickLogRoutes } from "./click-log.ts";
import { erasureRoutes } from "./erasures.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PERSON = "the visitor that a person was";

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let key: string;
let foreignKey: string;
let bucket: MemoryBucket;
const intake = new MemoryBucket();
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...erasureRoutes, ...clickLogRoutes]);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  bucket = new MemoryBucket();
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
    const foreign = await insertSample(db);
    foreignKey = (await insertKey(db, foreign.workspaceId)).key;
  });
});

const ago = (ms: number): Date => new Date(Date.now() - ms);
const click = (at: Date, change: Partial<ClickRecord> = {}) => sampleClick(sample, at, change);
const own = (at: Date) => click(at, { visitor_id: PERSON });
const take = (clicks: readonly ClickRecord[]) => ingest(database.env, bucket.binding(), clicks);
const hourAt = (at: Date): LogHour => ({ workspaceId: sample.workspaceId, hour: hourOf(at) });
const rowsAt = (at: Date) => readHour((name) => bucket.objects.get(name)?.bytes ?? null, hourAt(at));
const ask = (body: unknown): Promise<Answer> => api.call("POST", "/v1/erasures", key, body);
const read = async (id: string) => (await api.call("GET", `/v1/erasures/${id}`, key)).body;

/** Runs the cron's verb as if so many minutes had passed. */
function goOn(afterMinutes: number): Promise<number> {
  const now = new Date(Date.now() + afterMinutes * MINUTE_MS);
  bucket.clockMs = now.getTime();
  return withDatabase(database.env, (db) =>
    continueErasures(contextOf(db, sample.workspaceId, now), {
      store: clickLogStore(bucket.binding()),
      accepted: clickLogStore(intake.binding()),
      mayGoOn: () => true,
    }),
  );
}

const rowOf = async (record: ClickRecord) => {
  const hex = shownIdOf(record)
    .slice(4)
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  const [row] = await asOwner(database.ownerUrl, (db) =>
    db.select().from(clickRows).where(eq(clickRows.id, hex)),
  );
  return row;
};

describe("an erasure", () => {
  it("empties rows and log, keeps every count, and is done once a while has passed without a find", async () => {
    const at = ago(5 * 3_600_000);
    const other = click(at);
    const evidence = ["velocity", `repeat_of:${other.id}`, "repeated_within_window"];
    const mine = click(at, { visitor_id: PERSON, evidence });
    await take([mine, other]);
    await settle(database.env, bucket.binding(), [hourAt(at)]);
    const asked = await ask({ visitor_ids: [PERSON] });
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { object: "erasure", status: "requested", erased: { clicks: 0 }, done_at: null },
    ]);
    expect(await goOn(0)).toBe(0);
    expect(await rowOf(mine)).toMatchObject({
      ...{ visitorId: `erased:${shownIdOf(mine)}`, networkHash: null, userAgent: null, referrerHost: null },
      ...{ region: null, language: null, asn: null, subIds: [], linkId: mine.link_id, verdict: "human" },
      ...{ country: "DE", device: "desktop", browser: "chrome", visitorKind: "cookie" },
      evidence: ["velocity", "repeated_within_window"],
    });
    expect((await rowOf(other))?.visitorId).toBe(other.visitor_id);
    const visitors = (await rowsAt(at)).map((row) => row.visitor_id);
    expect(visitors.sort()).toEqual([`erased:${shownIdOf(mine)}`, other.visitor_id].sort());
    const nothing = { bad_rows: 0, identity_edges: 0, conversions: 0, applications: 0 };
    const erased = { clicks: 1, raw_objects: 1, parts: 1, ...nothing };
    expect(await read(asked.body.id)).toMatchObject({ status: "requested", erased });
    expect(await goOn(10)).toBe(0);
    expect(await goOn(25)).toBe(1);
    expect(await read(asked.body.id)).toMatchObject({ status: "done", done_at: expect.any(String) });
    expect(await goOn(60)).toBe(0);
    expect(await settle(database.env, bucket.binding(), [hourAt(at)])).toMatchObject({ differing: 0 });
    const { body } = await api.call("GET", "/v1/click-log/reconciliations?is_equal=true", key);
    expect(body.data).toMatchObject([
      { postgres_clicks: 2, parquet_clicks: 2, is_equal: true, difference: {} },
    ]);
  });

  it("names nobody any more once it is done: not in its row, nor anywhere in the database", async () => {
    await take([own(ago(5 * 3_600_000))]);
    await ask({ visitor_ids: [PERSON] });
    await goOn(0);
    await goOn(25);
    const { rows } = (await asOwner(database.ownerUrl, (db) =>
      db.execute(`select string_agg(text, ' ') as text from (
        select t::text as text from clicks t where workspace_id = '${sample.workspaceId}' union all
        select t::text from erasures t where workspace_id = '${sample.workspaceId}' union all
        select t::text from audit_log t where workspace_id = '${sample.workspaceId}') all_rows`),
    )) as unknown as { rows: { text: string }[] };
    expect(rows[0]?.text).toContain("erasure.done");
    expect(rows[0]?.text).not.toContain(PERSON);
  });

  it("of a customer reaches the visitors it was tied to, and what its conversions tell of it", async () => {
    const at = ago(3_600_000);
    const mine = own(at);
    await take([mine, click(at)]);
    await withDatabase(database.env, (db) =>
      settleSale(contextOf(db, sample.workspaceId), sample, { externalId: "order", clickIds: [mine.id] }),
    );
    const copies = ["order", "of another"].map((id) => conversionObjectKey(sample.workspaceId, id));
    for (const copy of copies) await intake.binding().put(copy, "{}");
    const { body } = await ask({ customer: { external_id: "customer of order" } });
    expect(body.erased).toMatchObject({ identity_edges: 1, conversions: 1 });
    await goOn(0);
    expect(intake.keys("conversions/")).toEqual([copies[1]]);
    expect((await rowOf(mine))?.visitorId).toBe(`erased:${shownIdOf(mine)}`);
    const ofSample = eq(identityEdges.workspaceId, sample.workspaceId);
    expect(await asOwner(database.ownerUrl, (db) => db.$count(identityEdges, ofSample))).toBe(0);
    const { erased } = (await ask({ customer: { external_id: "customer of order" } })).body;
    expect(erased).toMatchObject({ identity_edges: 0, conversions: 0 });
  });

  it("does not mean the clicks of the same visitor that come after it", async () => {
    await ask({ visitor_ids: [PERSON] });
    const later = own(new Date(Date.now() + 1_000));
    await take([later]);
    await goOn(1);
    expect((await rowOf(later))?.visitorId).toBe(PERSON);
  });

  it("waits for clicks of before that come late, and erases them too", async () => {
    const { body } = await ask({ visitor_ids: [PERSON] });
    const late = own(ago(60_000));
    await goOn(0);
    await take([late]);
    expect(await goOn(25)).toBe(0);
    expect((await rowOf(late))?.visitorId).toBe(`erased:${shownIdOf(late)}`);
    expect(await goOn(50)).toBe(1);
    expect(await read(body.id)).toMatchObject({ erased: { clicks: 1, raw_objects: 1 } });
  });

  it("erases again what a batch that was under way brings back before it is done", async () => {
    const at = ago(5 * 3_600_000);
    const mine = own(at);
    await take([mine]);
    const { body } = await ask({ visitor_ids: [PERSON] });
    await goOn(0);
    // The message is delivered again: its raw object is written anew, its row is there already.
    await take([mine]);
    expect(await goOn(25)).toBe(0);
    await settle(database.env, bucket.binding(), [hourAt(at)]);
    expect((await rowsAt(at)).map((row) => row.visitor_id)).toEqual([`erased:${shownIdOf(mine)}`]);
    expect(await goOn(50)).toBe(1);
    expect(await read(body.id)).toMatchObject({ erased: { clicks: 1, raw_objects: 2 } });
  });

  it("finds clicks in the log whose rows Postgres has dropped", async () => {
    const at = ago(200 * DAY_MS);
    const mine = own(at);
    await take([mine, click(at)]);
    await take([click(ago(150 * DAY_MS))]);
    await settle(database.env, bucket.binding(), [hourAt(at), hourAt(ago(150 * DAY_MS))]);
    await asOwner(database.ownerUrl, (db) =>
      db.delete(clickRows).where(eq(clickRows.workspaceId, sample.workspaceId)),
    );
    const { body } = await ask({ visitor_ids: [PERSON] });
    await goOn(0);
    expect((await rowsAt(at)).map((row) => row.visitor_id)).toContain(`erased:${shownIdOf(mine)}`);
    expect(await goOn(25)).toBe(1);
    expect(await read(body.id)).toMatchObject({ erased: { clicks: 0, raw_objects: 1, parts: 1 } });
  });

  it("reaches what could not be processed: bad rows, the raw objects behind them, and dead letters", async () => {
    const at = ago(5 * 3_600_000);
    const refused = click(at, { visitor_id: PERSON, link_id: "lnk_none" });
    await take([refused]);
    const letter = JSON.stringify({ v: 1, clicks: [own(at), click(at)] });
    const foreign = JSON.stringify({ v: 1, clicks: [{ ...own(at), workspace_id: "ws_other" }] });
    const encode = (text: string) => new TextEncoder().encode(text);
    bucket.set("dead-letters/day=2026-11-20/text.json", encode(JSON.stringify(letter)));
    bucket.set("dead-letters/day=2026-11-20/foreign.json", encode(foreign));
    const { body } = await ask({ visitor_ids: [PERSON] });
    await goOn(0);
    await goOn(25);
    expect(await read(body.id)).toMatchObject({ status: "done", erased: { bad_rows: 2, raw_objects: 1 } });
    const [row] = await asOwner(database.ownerUrl, (db) =>
      db.select().from(badRows).where(eq(badRows.workspaceId, sample.workspaceId)),
    );
    expect(JSON.parse(row?.payload ?? "")).toMatchObject({
      ...{
        id: refused.id,
        link_id: "lnk_none",
        visitor_id: `erased:${shownIdOf(refused)}`,
        user_agent: null,
      },
    });
    const text = (name: string) =>
      new TextDecoder().decode(bucket.bytes(`dead-letters/day=2026-11-20/${name}`));
    expect(text("text.json")).not.toContain(PERSON);
    expect(JSON.parse(JSON.parse(text("text.json"))).clicks).toHaveLength(2);
    expect(text("foreign.json")).toBe(foreign);
  });

  it("goes on where a failing store cut it off", async () => {
    const hours = [5, 6, 7].map((hours) => ago(hours * 3_600_000));
    for (const at of hours) await take([own(at)]);
    await settle(database.env, bucket.binding(), hours.map(hourAt));
    const { body } = await ask({ visitor_ids: [PERSON] });
    for (let call = 1; ; call += 5) {
      const begun = bucket.calls;
      bucket.hook = ({ number }) => {
        if (number === begun + call) throw new Error("R2 is away");
      };
      const isCut = await goOn(0).then(
        () => false,
        () => true,
      );
      bucket.hook = () => undefined;
      if (!isCut) break;
    }
    expect(await goOn(25)).toBe(1);
    expect(await read(body.id)).toMatchObject({ erased: { clicks: 3 } });
    for (const at of hours) {
      expect((await rowsAt(at)).map((row) => String(row.visitor_id))).toEqual([
        expect.stringMatching(/^erased:clk_/),
      ]);
    }
  });
});

describe("the routes", () => {
  it.each([
    ["visitor_ids", {}],
    ["visitor_ids", { visitor_ids: [] }],
    ["visitor_ids", { visitor_ids: Array(101).fill("a") }],
    ["visitor_ids[0]", { visitor_ids: [""] }],
    ["visitor_ids[0]", { visitor_ids: ["a\u0000"] }],
    ["visitor_ids", { visitor_ids: "a" }],
    ["customer", { customer: {} }],
    ["customer.external_id", { customer: { external_id: "" } }],
    ["customer.email_sha256", { customer: { email_sha256: "ADA" } }],
    ["name", { visitor_ids: ["a"], name: "Ada" }],
  ])("answer 422 naming %s for %j", async (param, body) => {
    const answer = await ask(body);
    expect([answer.status, answer.body.error.param]).toEqual([422, param]);
  });

  it("show the erasures of the workspace alone, newest first, and not whom they name", async () => {
    const ids: string[] = [];
    for (const visitor of ["visitor one", "visitor two", "visitor three"]) {
      ids.unshift((await ask({ visitor_ids: [visitor] })).body.id);
    }
    const listed = await api.list("/v1/erasures", key, 2);
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect(JSON.stringify(listed)).not.toMatch(/visitor /);
    expect(await api.list("/v1/erasures", foreignKey, 2)).toEqual([]);
    expect((await api.call("GET", `/v1/erasures/${ids[0]}`, foreignKey)).status).toBe(404);
    expect((await api.call("GET", "/v1/erasures?cursor=bm9uZQ", key)).body.error.param).toBe("cursor");
  });

  it("leave another workspace's clicks of the same visitor alone", async () => {
    const at = ago(3_600_000);
    const foreign = await asOwner(database.ownerUrl, insertSample);
    const theirs = sampleClick(foreign, at, { visitor_id: PERSON });
    await take([theirs]);
    await ask({ visitor_ids: [PERSON] });
    await goOn(0);
    expect((await rowOf(theirs))?.visitorId).toBe(PERSON);
  });
});
