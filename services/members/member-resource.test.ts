import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { permissionsOf } from "../../core/access/roles.ts";
import type { MemberId } from "../../core/shared/id.ts";
import { members, organisations } from "../../db/schema/index.ts";
import { insertMember, insertSignedIn } from "../../tests/support/member-rows.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { contextOf, countStatements } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { countWaiting } from "../../tests/support/until-one-waits.ts";
import { type Operation, writeRows } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import { memberResource } from "./member-resource.ts";

const ALL = permissionsOf("owner");
const MEANS = { giver: { permissions: ALL, organisationPermissions: ALL } };

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  // An organisation of its own for each test, since its owners are counted.
  shop = await openShop(database);
});

const joinAs = (role: "owner" | "agent", wide = false): Promise<MemberId> =>
  shop.owner(async (db) => {
    const { workspaceId } = shop;
    return insertMember(db, (await insertSignedIn(db)).personId, { workspaceId, role, wide });
  });
const joinMany = (count: number) => Promise.all(Array.from({ length: count }, () => joinAs("agent")));
const remove = (id: MemberId): Operation => ({ kind: "archive", id });
const lower = (id: MemberId): Operation => ({ kind: "update", id, fields: { role: "agent" } });

async function write(context: Context, operations: readonly Operation[]): Promise<readonly string[]> {
  const outcomes = await writeRows(context, memberResource, operations, MEANS);
  return outcomes.map((outcome) => (outcome.ok ? outcome.value.did : outcome.error.code));
}

/** Does `calls` while the organisation is locked, until they all wait, and gives what became of each. */
async function atOnce(calls: readonly (readonly Operation[])[]): Promise<readonly (readonly string[])[]> {
  const answers: Promise<readonly string[]>[] = [];
  await shop.owner((db) =>
    db.transaction(async (tx) => {
      await tx.select().from(organisations).for("update");
      answers.push(...calls.map((each) => shop.as("person:per_test", (context) => write(context, each))));
      await expect.poll(() => countWaiting(shop.owner), { timeout: 5_000, interval: 20 }).toBe(calls.length);
    }),
  );
  return Promise.all(answers);
}

describe("the last owner", () => {
  it.each([
    ["removed", remove, remove],
    ["lowered", lower, lower],
    ["removed and lowered", remove, lower],
  ])("stays where two are %s at once, and whoever comes later is told", async (_, first, second) => {
    const [ada, jean] = [await joinAs("owner", true), await joinAs("owner", true)];
    const told = (await atOnce([[first(ada)], [second(jean)]])).flat();
    expect(told.filter((each) => each === "conflict")).toHaveLength(1);
    const left = and(
      inArray(members.id, [ada, jean]),
      eq(members.role, "owner"),
      eq(members.status, "active"),
    );
    expect(await shop.owner((db) => db.$count(members, left))).toBe(1);
  });

  it("is told as such in one call for all, and whom the call makes an owner is none yet", async () => {
    const [ada, jean, joan] = [
      await joinAs("owner", true),
      await joinAs("owner", true),
      await joinAs("agent"),
    ];
    const rise: Operation = { kind: "update", id: joan, fields: { role: "owner" } };
    const told = await shop.as("person:per_test", (context) =>
      write(context, [rise, lower(jean), remove(ada)]),
    );
    expect(told).toEqual(["updated", "updated", "conflict"]);
  });
});

it("takes no more statements to add, change or remove many members than to do so with one", async () => {
  const count = (operations: readonly Operation[], did: string) =>
    countStatements(database.appUrl, async (db) => {
      const told = await write(contextOf(db, shop.workspaceId), operations);
      expect(told).toEqual(operations.map(() => did));
    });
  const [first = "" as MemberId, ...ids] = await joinMany(21);
  const rise = (id: MemberId): Operation => ({ kind: "update", id, fields: { role: "observer" } });
  expect(await count(ids.map(rise), "updated")).toBe(await count([rise(first)], "updated"));
  const rows = await shop.owner((db) =>
    db
      .select()
      .from(members)
      .where(inArray(members.id, [first, ...ids])),
  );
  const [one, ...others] = rows.map(({ personId }): Operation => {
    const given = { role: "observer", customRoleId: null };
    return { kind: "create", fields: { personId, isWide: true, ...given } };
  });
  expect(await count(others, "created")).toBe(await count(one ? [one] : [], "created"));
  expect(await count(ids.map(remove), "removed")).toBe(await count([remove(first)], "removed"));
});
