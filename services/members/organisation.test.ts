import { count, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Giver } from "../../core/access/membership.ts";
import type { OrganisationId } from "../../core/shared/id.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import { createSibling } from "./organisation.ts";

const GIVER: Giver = { permissions: new Set(), organisationPermissions: new Set(["workspaces:write"]) };

let database: TestDatabase;
let sample: Sample;
beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
});
afterAll(() => database.drop());

const create = () =>
  withDatabase(database.env, (db) =>
    createSibling(contextOf(db, sample.workspaceId), GIVER, { name: "Further", mode: "test" }),
  );
const organisationOf = async (db: Db): Promise<OrganisationId> => {
  const isIt = eq(workspaces.id, sample.workspaceId);
  const [row] = await db.select({ id: workspaces.organisationId }).from(workspaces).where(isIt);
  if (!row) throw new Error("no organisation");
  return row.id;
};

it("an organisation has a hundred workspaces at most, however many are asked for at once", async () => {
  const organisationId = await asOwner(database.ownerUrl, async (db) => {
    const id = await organisationOf(db);
    const further = Array.from({ length: 98 }, () => newId("ws", Date.now()));
    await db
      .insert(workspaces)
      .values(
        further.map((each) => ({ id: each, organisationId: id, name: "Further", mode: "test" as const })),
      );
    return id;
  });
  const results = await Promise.all([create(), create(), create()]);
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.filter(({ ok }) => !ok)).toMatchObject([1, 2].map(() => ({ error: { code: "conflict" } })));
  const isOf = eq(workspaces.organisationId, organisationId);
  const held = await asOwner(database.ownerUrl, (db) =>
    db.select({ number: count() }).from(workspaces).where(isOf),
  );
  expect(held).toEqual([{ number: 100 }]);
});
