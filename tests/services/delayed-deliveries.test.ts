import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { applyParked } from "../../services/changes/apply-parked.ts";
import { listParked } from "../../services/changes/list-parked.ts";
import type { AcceptedConversion } from "../../services/conversions/accepted-conversion.ts";
import { listWaiting } from "../../services/conversions/list-waiting.ts";
import { settleConversion, settleWaiting } from "../../services/conversions/settle-conversion.ts";
import { type SeededRandom, seededRandom } from "../campaign/seeded-random.ts";
import { balancesOf, type TestChange, takeChange } from "../support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { asOwner, clickIdOf, contextOf, insertClick, insertSample, type Sample } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";

const MINUTE_MS = 60_000;
/** The longest a queue holds a message back. */
const DELAY_MINUTES_MAX = 12 * 60;
/** How long a conversion waits for its click. */
const WAIT_MINUTES = 60;
const ORDERS = 8;

/** One thing that is delivered, so many minutes after the start. */
type Delivery = { readonly atMinute: number; readonly take: (now: Date) => Promise<unknown> };
/** An order, its click's way to us, and what is given back of it later. */
type Order = {
  readonly name: string;
  readonly affiliate: 0 | 1;
  readonly clickId: ReturnType<typeof clickIdOf>;
  readonly clickedAt: Date;
  readonly soldAt: Date;
  readonly changes: readonly TestChange[];
  /** Minutes until click, sale and changes are delivered, each once more too. */
  readonly delays: { readonly click: number; readonly sale: number; readonly changes: readonly number[] };
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Orders of the quarter of an hour before, each with a click minutes before it, half of them with refunds and chargebacks. */
function makeOrders(random: SeededRandom, { workspaceId }: Sample, startMs: number): readonly Order[] {
  const delay = () => random.below(DELAY_MINUTES_MAX);
  return Array.from({ length: ORDERS }, (_, index) => {
    const soldAt = new Date(startMs - random.below(15) * MINUTE_MS);
    const clickedAt = new Date(soldAt.getTime() - (1 + random.below(5)) * MINUTE_MS);
    const name = `o${index}`;
    const all: readonly TestChange[] = [
      { order: name, externalId: "refund", amountMinor: 2_500n },
      { order: name, externalId: "chargeback", kind: "chargeback" },
      { order: name, externalId: "won", won: "chargeback" },
    ];
    const changes = all.slice(0, index % 4);
    const sale = delay();
    const after = isLateAt(index) ? WAIT_MINUTES + 15 : 1;
    const click = index % 3 === 0 ? sale + after + random.below(WAIT_MINUTES - 25) : random.below(sale + 1);
    return {
      ...{ name, affiliate: index % 2 === 0 ? 0 : 1, clickedAt, soldAt, changes },
      clickId: clickIdOf(workspaceId, clickedAt),
      delays: { click, sale, changes: changes.map(delay) },
    };
  });
}

/** Of every third order the click comes after the sale, and of every sixth too late for it. */
const isLateAt = (index: number): boolean => index % 6 === 0;
const isLate = ({ name }: Order): boolean => isLateAt(Number(name.slice(1)));

function saleOfOrder(sample: Sample, { name, clickId, soldAt }: Order): AcceptedConversion {
  const times = { receivedAt: soldAt, occurredAt: soldAt };
  return saleOf(sample, { externalId: name, clickIds: [clickId.text], ...times }).accepted;
}

/** Delivers everything at its minute, the crons coming by each minute in which there is something for them. */
async function play(
  deliveries: readonly Delivery[],
  { app, sample, startMs }: { readonly app: Db; readonly sample: Sample; readonly startMs: number },
): Promise<void> {
  const { workspaceId } = sample;
  const last = Math.max(...deliveries.map(({ atMinute }) => atMinute)) + 2 * WAIT_MINUTES;
  let dueMs: readonly number[] = [];
  for (let minute = 0; minute <= last; minute += 1) {
    const now = new Date(startMs + minute * MINUTE_MS);
    const context = contextOf(app, workspaceId, now);
    const settled = async (work: Promise<unknown>): Promise<void> => {
      const { kind, retrySeconds = 0 } = (await work) as { kind: string; retrySeconds?: number };
      if (kind === "waiting") dueMs = [...dueMs, now.getTime() + retrySeconds * 1_000];
    };
    const arrived = deliveries.filter(({ atMinute }) => atMinute === minute);
    for (const { take } of arrived) await settled(take(now));
    const later = dueMs.filter((ms) => ms > now.getTime());
    if (later.length === dueMs.length && arrived.length === 0) continue;
    dueMs = later;
    const waiting = await listWaiting(app, [workspaceId], { now, max: 1_000 });
    for (const { id } of waiting) await settled(settleWaiting(context, id, TEST_HMACS));
    for (const { id } of await listParked(app, [workspaceId], 1_000)) await applyParked(context, id);
  }
}

/** What is delivered of these orders, by these delays. */
function deliveriesOf(
  orders: readonly Order[],
  { app, owner, sample, random }: { app: Db; owner: Db; sample: Sample; random: SeededRandom },
): readonly Delivery[] {
  const context = (now: Date) => contextOf(app, sample.workspaceId, now);
  return orders.flatMap((order) => {
    const { affiliate, clickedAt: at, clickId: id, changes, delays } = order;
    const click = () => insertClick(owner, sample, sample.affiliates[affiliate], { at, id });
    const sale = (now: Date) => settleConversion(context(now), saleOfOrder(sample, order), TEST_HMACS);
    const again = delays.sale + random.below(DELAY_MINUTES_MAX);
    return [
      { atMinute: delays.click, take: async () => ({ kind: "click", ...(await click()) }) },
      ...[delays.sale, again].map((atMinute) => ({ atMinute, take: sale })),
      ...changes.flatMap((change, index) => {
        const take = (now: Date) => takeChange(context(now), sample, change);
        const atMinute = delays.changes[index] ?? 0;
        return [atMinute, atMinute + random.below(DELAY_MINUTES_MAX)].map((each) => ({
          atMinute: each,
          take,
        }));
      }),
    ];
  });
}

describe("F8: a queue that holds messages back for up to twelve hours, in any order, and brings them twice", () => {
  it("leaves each sale attributed once and all balances as without it, and lists what waited in vain", async () => {
    console.log(`seed ${SEED}`);
    const random = seededRandom(SEED);
    const startMs = Date.now() - 40 * 60 * MINUTE_MS;
    const balances: Record<string, number>[] = [];
    for (const isDelayed of [true, false]) {
      const sample = await asOwner(database.ownerUrl, insertSample);
      const drawn = makeOrders(seededRandom(SEED), sample, startMs);
      const undelayed = (order: Order) => ({
        ...order,
        delays: { click: 0, sale: 20, changes: order.changes.map((_, index) => 30 + index) },
      });
      const orders = isDelayed ? drawn : drawn.filter((order) => !isLate(order)).map(undelayed);
      await withDatabase(database.env, (app) =>
        asOwner(database.ownerUrl, (owner) =>
          play(deliveriesOf(orders, { app, owner, sample, random }), { app, sample, startMs }),
        ),
      );
      const { workspaceId } = sample;
      const rows = await asOwner(database.ownerUrl, (db) =>
        db.select().from(schema.conversions).where(eq(schema.conversions.workspaceId, workspaceId)),
      );
      const reasons = new Map(rows.map(({ externalId, reason }) => [externalId, reason]));
      expect(orders.map((order) => [order.name, reasons.get(order.name)])).toEqual(
        orders.map((order) => [order.name, isLate(order) ? "click_not_found" : "attributed"]),
      );
      expect(rows).toHaveLength(orders.length);
      balances.push(await asOwner(database.ownerUrl, (db) => balancesOf(db, workspaceId)));
    }
    expect(balances[0]).toEqual(balances[1]);
    expect(balances[0]?.affiliate_pending).toBeGreaterThan(0);
  }, 120_000);
});
