import { afterAll, beforeAll, expect, it } from "vitest";
import type { KeyId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, contextOf, insertSample } from "../../tests/support/sample.ts";
import { type Actor, transact } from "../shared/context.ts";
import { isSamePerson } from "./same-person.ts";

const ADA: Actor = "person:per_ada";
const JEAN: Actor = "person:per_jean";

let database: TestDatabase;
let workspaceId: WorkspaceId;
let keys: { readonly [Name in "adas" | "adasByKey" | "jeans" | "nobodys" | "nobodysByKey"]: Actor };

beforeAll(async () => {
  database = await createTestDatabase();
  await asOwner(database.ownerUrl, async (db) => {
    ({ workspaceId } = await insertSample(db));
    const adas = await insertMadeKey(db, ADA);
    const nobodys = await insertMadeKey(db, null);
    keys = {
      ...{ adas, nobodys, jeans: await insertMadeKey(db, JEAN) },
      ...{ adasByKey: await insertMadeKey(db, adas), nobodysByKey: await insertMadeKey(db, nobodys) },
    };
  });
});
afterAll(() => database.drop());

async function insertMadeKey(db: Db, createdBy: Actor | null): Promise<Actor> {
  const id: KeyId = newId("key", Date.now());
  await db.insert(apiKeys).values({
    ...{ workspaceId, id, name: "k", kind: "secret_test", hash: id, last4: "1234", scopes: [], createdBy },
  });
  return `key:${id}`;
}

const isSame = (actor: Actor, other: string) =>
  withDatabase(database.env, (db) => {
    const context = { ...contextOf(db, workspaceId), actor };
    return transact(context, (tx) => isSamePerson(tx, context, other));
  });

it("is one person with the keys of their own, and with those made by these", async () => {
  expect(await isSame(ADA, ADA)).toBe(true);
  expect(await isSame(ADA, keys.adas)).toBe(true);
  expect(await isSame(keys.adas, ADA)).toBe(true);
  expect(await isSame(keys.adasByKey, ADA)).toBe(true);
  expect(await isSame(keys.adasByKey, keys.adas)).toBe(true);
});

it("is another than anyone else and their keys", async () => {
  expect(await isSame(ADA, JEAN)).toBe(false);
  expect(await isSame(ADA, keys.jeans)).toBe(false);
  expect(await isSame(keys.adasByKey, keys.jeans)).toBe(false);
  expect(await isSame(keys.adas, "system:cron")).toBe(false);
});

it("takes keys that no person made for machines of their own", async () => {
  expect(await isSame(keys.nobodys, keys.nobodys)).toBe(true);
  expect(await isSame(keys.nobodys, keys.nobodysByKey)).toBe(false);
  expect(await isSame(ADA, keys.nobodys)).toBe(false);
});
