import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withDatabase } from "../../../db/client.ts";
import { advanceApplication } from "../../../services/simulations/apply-simulation.ts";
import { advanceSimulation } from "../../../services/simulations/run-simulation.ts";
import { type Answer, insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { TEST_HMACS } from "../../../tests/support/sales.ts";
import { asOwner, contextOf, insertClick, settleSale } from "../../../tests/support/sample.ts";
import { openShop, type Shop } from "../../../tests/support/shop.ts";
import { simulationRoutes } from "./simulations.ts";

const PATH = "/v1/attribution/simulations";
const FIRST_CLICK = {
  ...{ model: "first_click", lookback_days: 30, min_click_to_conversion_seconds: 0 },
  counted_verdicts: ["human"],
};
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();

let database: TestDatabase;
let api: TestApi;
let shop: Shop;
let key: string;
let foreignKey: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, simulationRoutes);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  shop = await openShop(database);
  const other = await openShop(database);
  await asOwner(database.ownerUrl, async (db) => {
    key = (await insertKey(db, shop.workspaceId)).key;
    foreignKey = (await insertKey(db, other.workspaceId)).key;
  });
});

const ask = (body: unknown): Promise<Answer> => api.call("POST", PATH, key, body);
const good = () => ({ policy: FIRST_CLICK, from: at(7), to: at(0) });
const run = (id: string) =>
  withDatabase(database.env, (db) =>
    advanceSimulation(contextOf(db, shop.workspaceId), id as never, { hmacs: TEST_HMACS }),
  );

describe("a simulation", () => {
  it.each(["markov", "shapley"])("by %s is refused, and told where that model is", async (model) => {
    const { status, body } = await ask({ ...good(), policy: { ...FIRST_CLICK, model } });
    expect([status, body.error.param, body.error.message]).toEqual([
      ...[422, "policy.model"],
      "policy.model must be one of last_click, first_click, linear, position_based, time_decay; " +
        `${model} only compares, by GET /v1/attribution/models.`,
    ]);
  });

  it("is asked for, worked out, and shown by currency, mover, affiliate and month", async () => {
    await shop.sell("one");
    const asked = await ask(good());
    expect(asked).toMatchObject({ status: 202, body: { object: "simulation", status: "queued" } });
    const { id } = asked.body;
    expect(await run(id)).toBe("done");
    const same = { commission_now_minor: "1000", commission_then_minor: "1000", commission_delta_minor: "0" };
    expect((await api.call("GET", `${PATH}/${id}`, key)).body).toMatchObject({
      ...{ status: "done", conversions: 1, changed_conversions: 0, policy: { model: "first_click" } },
      currencies: [{ currency: "EUR", ...same, biggest_movers: [] }],
    });
    expect(await api.list(`${PATH}/${id}/totals`, key, 1)).toMatchObject([
      { object: "simulation_total", currency: "EUR", conversions_now: 1, conversions_then: 1, ...same },
    ]);
    expect(await api.list(PATH, key, 1)).toMatchObject([{ id, status: "done" }]);
  });

  it.each([
    ["policy.model", () => ({ ...good(), policy: { ...FIRST_CLICK, model: "best_click" } })],
    ["policy.lookback_days", () => ({ ...good(), policy: { ...FIRST_CLICK, lookback_days: 0 } })],
    ["policy", () => ({ from: at(7), to: at(0) })],
    ["policy", () => ({ ...good(), policy: "in_force" })],
    ["from", () => ({ ...good(), from: "yesterday" })],
    ["to", () => ({ ...good(), to: at(8) })],
    ["to", () => ({ ...good(), to: at(-1) })],
    ["from", () => ({ ...good(), from: at(4_000) })],
  ])("is refused, naming %s", async (param, body) => {
    const { status, body: answer } = await ask(body());
    expect([status, answer.error.param]).toEqual([422, param]);
  });

  it("is made so, once, and shows how far that has come", async () => {
    const two = [await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at: hoursAgo(3) }))];
    two.push(await shop.owner((db) => insertClick(db, shop, shop.affiliates[1], { at: hoursAgo(1) })));
    const clickIds = two.map(({ text }) => text);
    await shop.as("system:test", (context) => settleSale(context, shop, { externalId: "one", clickIds }));
    const { id } = (await ask(good())).body;
    const path = `${PATH}/${id}`;
    expect(await api.call("POST", `${path}/apply`, key, {})).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", param: "status" } },
    });
    await run(id);
    expect((await api.call("GET", path, key)).body.application).toBeNull();
    const asked = await api.call("POST", `${path}/apply`, key, {});
    expect(asked).toMatchObject({
      status: 202,
      body: { object: "simulation_application", simulation_id: id, locked: "stay", status: "queued" },
    });
    await withDatabase(database.env, (db) =>
      advanceApplication(contextOf(db, shop.workspaceId), id as never, { hmacs: TEST_HMACS }),
    );
    expect((await api.call("POST", `${path}/apply`, key, {})).body.status).toBe("done");
    expect((await api.call("GET", path, key)).body.application).toMatchObject({
      ...{ status: "done", conversions: 1, changed_conversions: 1, stayed_conversions: 0 },
    });
    const { param } = (await api.call("POST", `${path}/apply`, key, { locked: "carry" })).body.error;
    expect(param).toBe("locked");
    const bad = await api.call("POST", `${path}/apply`, key, { locked: "pay" });
    expect([bad.status, bad.body.error.param]).toEqual([422, "locked"]);
  });

  it("of another workspace is not there", async () => {
    const { id } = (await ask(good())).body;
    for (const path of [`${PATH}/${id}`, `${PATH}/${id}/totals`]) {
      expect((await api.call("GET", path, foreignKey)).status).toBe(404);
      expect((await api.call("GET", path, key)).status).toBe(200);
    }
    expect((await api.call("POST", `${PATH}/${id}/apply`, foreignKey, {})).status).toBe(404);
    expect(await api.list(PATH, foreignKey, 10)).toEqual([]);
  });
});
