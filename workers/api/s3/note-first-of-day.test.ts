import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import type { ApiEnv } from "../env.ts";
import type { LogReader } from "./authenticate.ts";
import { noteFirstOfDay } from "./note-first-of-day.ts";

let database: TestDatabase;
let api: TestApi;
let own: Sample;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, []);
  own = await asOwner(database.ownerUrl, (db) => insertSample(db));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it("notes a key once that begins with many ranges at once, and again where that failed", async () => {
  const { keyId } = await asOwner(database.ownerUrl, (db) => insertKey(db, own.workspaceId));
  const sent = vi.spyOn(api.env.EVENTS, "send").mockRejectedValueOnce(new Error("away"));
  const note = (env: Partial<ApiEnv> = {}) =>
    noteFirstOfDay(
      new Request("http://localhost:8788/s3/clicks"),
      { keyId, workspaceId: own.workspaceId } as LogReader,
      {
        ...{ env: { ...api.env, ...env }, requestId: "req_burst", now: new Date() },
      },
    );
  await expect(note({ DATABASE_PROXY: "127.0.0.1:1" })).rejects.toThrow();
  sent.mockClear();
  await Promise.all([note(), note(), note()]);
  expect(sent).toHaveBeenCalledTimes(1);
  sent.mockRestore();
});
