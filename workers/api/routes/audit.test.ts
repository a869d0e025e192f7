import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { runCommand } from "../../../tests/support/run-command.ts";
import { asOwner } from "../../../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../../../tests/support/serve-api.ts";
import { openShop, type Shop } from "../../../tests/support/shop.ts";
import { auditRoutes } from "./audit.ts";

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let shop: Shop;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, auditRoutes);
  served = await serveApi(api);
  shop = await openShop(database);
  key = await asOwner(database.ownerUrl, async (db) => (await insertKey(db, shop.workspaceId)).key);
  for (const order of ["order-1", "order-2"]) await shop.sell(order);
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});

const verify = (query = "") => api.call("GET", `/v1/audit/verify${query}`, key);
const byCommand = () => runCommand(["audit", "verify"], { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key });

it("is verified by the API and by the command, and shows the place of each act", async () => {
  const { body } = await verify();
  expect(body).toMatchObject({ object: "audit_verification", status: "intact", after: "0", fault: null });
  const [newest] = await api.list("/v1/audit", key, 1);
  expect(newest).toMatchObject(body.verified);
  expect((await verify(`?after=${body.verified.sequence}`)).body).toMatchObject({
    acts_count: 0,
    status: "intact",
  });
  const { code, printed } = await byCommand();
  expect([code, printed]).toEqual([
    0,
    `intact: ${body.acts_count} acts; ends at ${body.verified.sequence} ${body.verified.hash}`,
  ]);
});

it("is narrowed down by who, what, on what and when, and taken out whole as CSV that runs no formula", async () => {
  const all = await api.list("/v1/audit", key, 3);
  const [newest] = all;
  const decided = all.filter(({ action }) => action === "conversion.decided");
  expect(decided).toHaveLength(2);
  const found = (query: string) => api.list(`/v1/audit?${query}`, key, 1);
  expect(await found("action=conversion.decided")).toEqual(decided);
  expect(await found(`action=conversion.decided&subject_id=${decided[1].subject_id}`)).toEqual([decided[1]]);
  const later = new Date(Date.parse(newest.created_at) + 1).toISOString();
  expect(await found(`from=${later}`)).toEqual([]);
  expect(await found(`to=${later}`)).toEqual(all);
  const { status, body } = await api.call("GET", `/v1/audit?from=${later}&to=${later}`, key);
  expect([status, body.error.param]).toEqual([422, "to"]);
  const file = await api.fetch("GET", "/v1/audit/export?action=conversion.decided", key);
  const lines = (await file.text()).trimEnd().split("\r\n");
  expect(lines[0]).toBe("id,created_at,actor,action,subject_id,request_id,sequence,hash,change");
  expect(lines.slice(1).map((line) => line.split(",")[4])).toEqual(decided.map((act) => act.subject_id));
});

it.each(["-1", "x", "1.5", "9".repeat(19), "1000000"])("cannot be verified after %s", async (after) => {
  const { status, body } = await verify(`?after=${after}`);
  expect([status, body.error.param]).toEqual([422, "after"]);
});

it("names the row that a superuser changed", async () => {
  await asOwner(database.ownerUrl, (db) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(
        sql`update audit_log set actor = 'key:x' where workspace_id = ${shop.workspaceId} and sequence = 2`,
      );
    }),
  );
  expect((await verify()).body).toMatchObject({
    ...{ status: "broken", verified: { sequence: "1" } },
    fault: { kind: "changed", sequence: "2" },
  });
  const { code, printed } = await byCommand();
  expect([code, printed]).toEqual([6, expect.stringMatching(/^broken at 2 \(\d+\): changed: /)]);
});
