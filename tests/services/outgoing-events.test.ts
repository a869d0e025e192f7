import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { eventContract } from "../../contracts/events/event.ts";
import type { EventType } from "../../core/events/catalogue.ts";
import { eventBody } from "../../core/events/event-body.ts";
import { events } from "../../db/schema/index.ts";
import { updateAffiliate } from "../../services/affiliates/affiliates.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { reviewCommission } from "../../services/commissions/review-commission.ts";
import { audit } from "../../services/shared/audit.ts";
import { transact } from "../../services/shared/context.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { EventWorld } from "../support/event-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let world: EventWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await EventWorld.open(database);
});

const told = () =>
  world.shop.owner((db) =>
    db.select().from(events).where(eq(events.workspaceId, world.shop.workspaceId)).orderBy(asc(events.id)),
  );
const typesTold = async () => (await told()).map(({ type }) => type);

it("a sale tells of the conversion and what it earned, each as its contract has it", async () => {
  await world.shop.sell("order-1");
  await world.shop.as("system:test", approveDueCommissions);
  const rows = (await told()).filter(({ type }) => /^(conversion|commission)\./.test(type));
  expect(rows.map(({ type }) => type)).toEqual([
    ...["conversion.accepted", "conversion.attributed", "commission.created", "commission.approved"],
  ]);
  for (const row of rows) {
    expect(() => eventContract(row.type as EventType).parse(eventBody(row))).not.toThrow();
  }
  expect(rows[2]).toMatchObject({
    affiliateId: world.shop.affiliates[0].affiliateId,
    programId: world.shop.programId,
    data: { status: "pending", amount: { amount_minor: "1000" }, reduced: { amount_minor: "0" } },
  });
  expect(rows[3]?.data).toMatchObject({ status: "approved" });
});

it("nothing is told twice, however often the same is delivered, also at once", async () => {
  await world.shop.sell("order-1");
  const before = await typesTold();
  await world.shop.as("system:test", approveDueCommissions);
  await Promise.all([1, 2, 3].map(() => world.shop.as("system:test", approveDueCommissions)));
  expect((await typesTold()).filter((type) => type === "commission.approved")).toHaveLength(1);
  expect((await typesTold()).filter((type) => type !== "commission.approved")).toEqual(before);
});

it("a verdict tells of what became of a held commission", async () => {
  await world.shop.sell("order-1", { isHeld: true });
  const [commission] = await world.shop.commissions();
  if (!commission) throw new Error("nothing was earned");
  for (const verdict of ["reverse", "reverse"] as const) {
    await world.shop.as("key:a", (context) => reviewCommission(context, commission.id, verdict));
  }
  const rows = (await told()).filter(({ type }) => type.startsWith("commission."));
  expect(rows.map(({ type }) => type)).toEqual(["commission.held", "commission.reversed"]);
  expect(rows[1]?.data).toMatchObject({ status: "reversed", change: { from: "held", to: "reversed" } });
});

it("acts become events by their names, and without what is personal", async () => {
  const { affiliateId } = world.shop.affiliates[0];
  const change = { status: "suspended" as const, email: "new@affiliates.example" };
  await world.shop.as("key:a", (context) => updateAffiliate(context, affiliateId, change, ENVELOPE_KEYS));
  const rows = (await told()).filter(({ type }) => type.startsWith("affiliate."));
  expect(rows.map(({ type }) => type)).toContain("affiliate.suspended");
  expect(JSON.stringify(rows)).not.toContain("new@affiliates.example");
});

it("P16: an event is there if and only if the change is: what is rolled back tells nothing", async () => {
  await world.endpoint("hooks.shop.example", { types: ["program.created"] });
  const before = await typesTold();
  const { affiliateId } = world.shop.affiliates[0];
  const killed = world.shop.as("key:a", (context) =>
    transact(context, async (tx) => {
      await audit(tx, context, [{ action: "program.created", subjectId: affiliateId }]);
      throw new Error("killed");
    }),
  );
  await expect(killed).rejects.toThrow("killed");
  expect(await typesTold()).toEqual(before);
  expect(await world.deliver()).toBe(0);
});
