import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { settleConversions, type ToSettle } from "../conversions/settle-conversions.ts";
import { advanceSimulation } from "./run-simulation.ts";
import { createSimulation, findSimulation, listSimulationTotals } from "./simulations.ts";

const HOUR_MS = 3_600_000;
const FIRST_CLICK: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind: "first_click" } };
let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const click = async (affiliate: 0 | 1, at: Date) =>
  (await shop.owner((db) => insertClick(db, shop, shop.affiliates[affiliate], { at }))).text;

/** Sales after a click of the first affiliate, and then one of the second. */
async function sell(count: number): Promise<void> {
  const batch: ToSettle[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const clickIds = [await click(0, hoursAgo(30)), await click(1, hoursAgo(2))];
    batch.push(saleOf(shop, { externalId: `order-${nth}`, clickIds, occurredAt: hoursAgo(1) }));
  }
  await shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
}

async function ask(
  policy: AttributionPolicy | null,
  [from, until] = [hoursAgo(48), new Date()],
): Promise<SimulationId> {
  const asked = await shop.as("system:test", (context) =>
    createSimulation(context, { policy, plan: null, from, until }),
  );
  if (!asked.ok) throw new Error(asked.error.code);
  return asked.value.id;
}
const advance = (id: SimulationId, page = 500, slice = page) =>
  shop.as("system:test", (context) => advanceSimulation(context, id, { hmacs: TEST_HMACS, page, slice }));
const totalsOf = async (id: SimulationId) => {
  const page = { limit: 100, after: null };
  const { rows } = await shop.as("system:test", (context) => listSimulationTotals(context, id, page));
  return rows.map((row) => ({
    affiliate: shop.affiliates.findIndex(({ affiliateId }) => affiliateId === row.affiliateId),
    now: [row.conversionsNow, row.creditNowPpm, row.commissionNowMinor],
    anew: [row.conversionsThen, row.creditThenPpm, row.commissionThenMinor],
  }));
};
const byAffiliate = <Row extends { affiliate: number }>(rows: readonly Row[]) =>
  [...rows].sort((left, right) => left.affiliate - right.affiliate);

describe("a simulation", () => {
  it("says what another policy would have credited and paid, and changes nothing else", async () => {
    await sell(3);
    const before = await shop.owner(tableDigests);
    const id = await ask(FIRST_CLICK);
    expect(await advance(id)).toBe("done");
    const nobody = [0n, 0n, 0n];
    expect(byAffiliate(await totalsOf(id))).toEqual([
      { affiliate: 0, now: nobody, anew: [3n, 3_000_000n, 3_000n] },
      { affiliate: 1, now: [3n, 3_000_000n, 3_000n], anew: nobody },
    ]);
    const found = await shop.as("system:test", (context) => findSimulation(context, id));
    expect(found?.simulation).toMatchObject({ status: "done", conversions: 3n, changedConversions: 3n });
    expect(found?.currencies).toMatchObject([
      { currency: "EUR", commissionNowMinor: 3_000n, commissionThenMinor: 3_000n, movers: [{}, {}] },
    ]);
    const after = await shop.owner(tableDigests);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed.sort()).toEqual(["audit_heads", "audit_log", "simulation_totals", "simulations"]);
  });

  it("under the policy that was in force comes to what is", async () => {
    await sell(4);
    const id = await ask(DEFAULT_POLICY);
    await advance(id);
    for (const { now, anew } of await totalsOf(id)) expect(anew).toEqual(now);
    const found = await shop.as("system:test", (context) => findSimulation(context, id));
    expect(found?.simulation.changedConversions).toBe(0n);
  });

  it("comes to the same page by page, with others at it at once, and after a run that died", async () => {
    await sell(11);
    const whole = await ask(FIRST_CLICK);
    await advance(whole);
    const id = await ask(FIRST_CLICK);
    for (let round = 0; round < 20; round += 1) {
      const states = await Promise.all([advance(id, 2), advance(id, 2), advance(id, 2)]);
      if (states.includes("done")) break;
    }
    expect(await totalsOf(id)).toEqual(await totalsOf(whole));
    expect(await advance(id)).toBe("done");
    expect(await totalsOf(id)).toEqual(await totalsOf(whole));
  });

  it.each([
    [11, 2, ["more", "done"]],
    [4, 3, ["more", "more", "done"]],
    [12, 5, ["done"]],
  ])("comes to the same in pages of %i, read %i at a time", async (page, slice, states) => {
    await sell(11);
    const whole = await ask(FIRST_CLICK);
    await advance(whole);
    const id = await ask(FIRST_CLICK);
    for (const state of states) expect(await advance(id, page, slice)).toBe(state);
    expect(await totalsOf(id)).toEqual(await totalsOf(whole));
    const found = await shop.as("system:test", (context) => findSimulation(context, id));
    expect(found?.simulation).toMatchObject({ conversions: 11n, changedConversions: 11n });
  });

  it("takes the conversions of its period and no other", async () => {
    await sell(2);
    const id = await ask(FIRST_CLICK, [hoursAgo(48), hoursAgo(24)]);
    await advance(id);
    expect(await totalsOf(id)).toEqual([]);
  });

  it.each([
    ["to", 1, 1],
    ["to", 1, -1],
    ["from", 24 * 366 * 8, 1],
  ])("is refused, naming %s, for a period from %i to %i hours ago", async (param, from, until) => {
    const period = { policy: DEFAULT_POLICY, plan: null, from: hoursAgo(from), until: hoursAgo(until) };
    const asked = await shop.as("system:test", (context) => createSimulation(context, period));
    expect(asked).toMatchObject({ ok: false, error: { code: "invalid", param } });
  });
});
