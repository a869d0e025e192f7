import { afterAll, beforeAll, expect, it } from "vitest";
import { insertKey, startTestApi, type TestApi } from "../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/postgres.ts";
import { runCommand } from "../tests/support/run-command.ts";
import { asOwner } from "../tests/support/sample.ts";
import { type ServedApi, serveApi } from "../tests/support/serve-api.ts";
import { openShop, type Shop } from "../tests/support/shop.ts";
import { ledgerRoutes } from "../workers/api/routes/ledger.ts";

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let shop: Shop;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ledgerRoutes);
  served = await serveApi(api);
  shop = await openShop(database);
  key = await asOwner(database.ownerUrl, async (db) => (await insertKey(db, shop.workspaceId)).key);
  for (const order of ["order-1", "order-2", "order-3"]) await shop.sell(order);
});
afterAll(async () => {
  await served.stop();
  await api.stop();
  await database.drop();
});

const verify = () => runCommand(["ledger", "verify"], { TRIBUTARY_URL: served.url, TRIBUTARY_KEY: key });

it("says that a ledger is intact, and where it ends", async () => {
  const { code, printed } = await verify();
  expect([code, printed]).toEqual([
    0,
    expect.stringMatching(/^intact: 3 journals, 6 entries, 0 roots; ends at 3 [0-9a-f]{64}$/),
  ]);
});

it("goes on where an answer ended", async () => {
  const parts = ["0", "2"];
  served.fault = (path) => {
    if (path !== `/v1/ledger/verify?after=${parts[0]}`) return undefined;
    parts.shift();
    const part = { status: "partial", verified: { sequence: "2", hash: "h" }, fault: null };
    const counts = { journals_count: 2, entries_count: 4, roots_count: 0 };
    return parts.length === 1 ? { kind: "body", body: JSON.stringify({ ...part, ...counts }) } : undefined;
  };
  const { code, printed } = await verify();
  served.fault = () => undefined;
  expect([code, printed]).toEqual([0, expect.stringContaining("intact: 3 journals, 6 entries")]);
});

it("names the root that a ledger was cut off against", async () => {
  const root = { format: "tributary.root.v1", last_sequence: "5", last_hash: "0".repeat(64) };
  const name = `roots/${shop.workspaceId}/2026-11-20.json`;
  await api.env.LEDGER_ROOTS.put(name, JSON.stringify(root));
  const { code, printed } = await verify();
  await api.env.LEDGER_ROOTS.delete(name);
  expect([code, printed]).toEqual([
    6,
    "broken at 4: cut_off: the root of 2026-11-20 knows 5 journals, and there are 3",
  ]);
});

it("names the first bad row, and ends with 6", async () => {
  await asOwner(database.ownerUrl, (db) =>
    db.transaction(async (tx) => {
      await tx.execute("set local session_replication_role = replica");
      await tx.execute("update journals set key = 'x' where sequence = 2");
    }),
  );
  const { code, printed, warned } = await verify();
  expect([code, printed]).toEqual([
    6,
    expect.stringMatching(/^broken at 2 \(jrn_\w+\): changed: it is not what its hash says$/),
  ]);
  expect(warned).toBe("Intact before it: 1 journals, 2 entries, 0 roots");
});

it.each(["-1", "x", "1.5", "9999999999999999999"])("refuses to begin after %s", async (after) => {
  const { status, body } = await api.call("GET", `/v1/ledger/verify?after=${after}`, key);
  expect([status, body.error.param]).toEqual([422, "after"]);
});
