import { afterAll, beforeAll, expect, it } from "vitest";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample } from "../../../tests/support/sample.ts";
import { sendSigned, signGet } from "../../../tests/support/signed-requests.ts";
import { TestStore } from "../../../tests/support/test-store.ts";
import { keyRoutes } from "../routes/keys.ts";

const url = "http://localhost:8788/s3/clicks?list-type=2";

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, keyRoutes, { PUBLISHED: new TestStore().binding() });
  key = await asOwner(database.ownerUrl, async (db) => {
    const { workspaceId } = await insertSample(db);
    return (await insertKey(db, workspaceId)).key;
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const create = async (scopes: readonly string[]) =>
  (await api.call("POST", "/v1/keys", key, { name: "Analyst", kind: "secret", scopes })).body;

it("a new key that may take exports out comes with what opens the door, until it is revoked", async () => {
  const { id, s3 } = await create(["exports:read"]);
  expect(s3.access_key_id).toBe(id);
  expect(s3.secret_access_key).toMatch(/^[\w-]{43}$/);
  const signing = { url, accessKeyId: s3.access_key_id, secret: s3.secret_access_key };
  expect(await sendSigned(api, await signGet(api, signing))).toEqual([200, null]);
  expect((await api.call("POST", `/v1/keys/${id}/revoke`, key)).status).toBe(200);
  expect(await sendSigned(api, await signGet(api, signing))).toEqual([403, "InvalidAccessKeyId"]);
});

it("a new key that may not, comes without; and no list shows a secret", async () => {
  expect((await create(["clicks:read"])).s3).toBeUndefined();
  const { s3 } = await create(["exports:read"]);
  const listed = JSON.stringify(await api.list("/v1/keys", key, 100));
  expect(listed).not.toContain(s3.secret_access_key);
});
