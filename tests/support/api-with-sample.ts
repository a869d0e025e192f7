import { afterAll, beforeAll, vi } from "vitest";
import type { ApiEnv } from "../../workers/api/env.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { type Answer, insertKey, startTestApi, type TestApi } from "./call-api.ts";
import { createTestDatabase, type TestDatabase } from "./postgres.ts";
import { asOwner, insertSample, type Sample } from "./sample.ts";
import { TestStore } from "./test-store.ts";

/** The API with a workspace to call it as, another to be kept out of it, and the edge's store. */
export type ApiWithSample = {
  readonly store: TestStore;
  database: TestDatabase;
  api: TestApi;
  sample: Sample;
  other: Sample;
  /** Keys of both workspaces, with every scope. */
  key: string;
  otherKey: string;
  post(path: string, body?: unknown, by?: string): Promise<Answer>;
  patch(path: string, body: unknown, by?: string): Promise<Answer>;
  get(path: string, by?: string): Promise<Answer>;
  /** What was done to a thing, the last act first. */
  acts(id: string): Promise<readonly Answer["body"][]>;
};

/** Starts it before the tests of a file and stops it after them. */
export function apiWithSample(bindings: Partial<ApiEnv> = {}): ApiWithSample {
  const shop = { store: new TestStore() } as ApiWithSample;
  shop.post = (path, body = {}, by = shop.key) => shop.api.call("POST", path, by, body);
  shop.patch = (path, body, by = shop.key) => shop.api.call("PATCH", path, by, body);
  shop.get = (path, by = shop.key) => shop.api.call("GET", path, by);
  shop.acts = (id) => shop.api.list(`/v1/audit?subject_id=${id}`, shop.key, 100);
  beforeAll(async () => {
    shop.database = await createTestDatabase();
    const env = { LINK_HOSTS: "go.example.com,localhost", PUBLISHED: shop.store.binding(), ...bindings };
    shop.api = await startTestApi(shop.database, ROUTES, env);
    await asOwner(shop.database.ownerUrl, async (db) => {
      shop.sample = await insertSample(db);
      shop.other = await insertSample(db);
      shop.key = (await insertKey(db, shop.sample.workspaceId)).key;
      shop.otherKey = (await insertKey(db, shop.other.workspaceId)).key;
    });
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await shop.api.stop();
    await shop.database.drop();
  });
  return shop;
}
