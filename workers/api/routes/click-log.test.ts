import { afterAll, beforeAll, expect, it } from "vitest";
import { hourOf } from "../../../services/log/log-keys.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { ingest, sampleClick, settle } from "../../../tests/support/logged-clicks.ts";
import { MemoryBucket } from "../../../tests/support/memory-bucket.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { clickLogRoutes } from "./click-log.ts";

const PATH = "/v1/click-log/reconciliations";
const hours = [5, 6, 7].map((count) => new Date(Date.now() - count * 3_600_000));

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let key: string;
let foreignKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, clickLogRoutes);
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
    foreignKey = (await insertKey(db, (await insertSample(db)).workspaceId)).key;
  });
  const bucket = new MemoryBucket();
  for (const at of hours) await ingest(database.env, bucket.binding(), [sampleClick(sample, at)]);
  const settled = hours.map((at) => ({ workspaceId: sample.workspaceId, hour: hourOf(at) }));
  await settle(database.env, bucket.binding(), settled);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it("lists comparisons page by page, newest hour first, and those of the workspace alone", async () => {
  const listed = await api.list(PATH, key, 2);
  expect(listed.map(({ hour }) => hour)).toEqual(hours.map((at) => hourOf(at).toISOString()));
  expect(await api.list(PATH, foreignKey, 2)).toEqual([]);
  expect(await api.list(`${PATH}?is_equal=false`, key, 2)).toEqual([]);
});

it.each([
  ["is_equal", "is_equal=maybe"],
  ["cursor", `cursor=${Buffer.from("2026-99-99T00:00:00.000Z").toString("base64url")}`],
  ["day", "day=1"],
])("refuses another filter naming %s", async (param, query) => {
  const { status, body } = await api.call("GET", `${PATH}?${query}`, key);
  expect([status, body.error.param]).toEqual([422, param]);
});
