import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import type { EventId, WebhookEndpointId } from "../../core/shared/id.ts";
import { events, eventTargets, notices } from "../../db/schema/index.ts";
import { listAttempts, redeliver } from "../../services/events/deliveries.ts";
import { listEvents } from "../../services/events/list-events.ts";
import { endpointResource } from "../../services/events/target-resources.ts";
import { lockTarget } from "../../services/events/targets.ts";
import { writeRow } from "../../services/resources/write-rows.ts";
import { type Context, transact } from "../../services/shared/context.ts";
import { testEndpoint } from "../../services/webhooks/test-endpoint.ts";
import { rotateSecret } from "../../services/webhooks/webhook-endpoints.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { ANY_HOST, EventWorld, verified } from "../support/event-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { untilOneWaits } from "../support/until-one-waits.ts";

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let world: EventWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await EventWorld.open(database);
});

const target = async (id: string) => {
  const [row] = await world.shop.owner((db) =>
    db
      .select()
      .from(eventTargets)
      .where(eq(eventTargets.id, id as WebhookEndpointId)),
  );
  if (!row) throw new Error("no such target");
  return row;
};
const test = (id: string) =>
  world.shop.as("key:a", (context) => testEndpoint(context, id as WebhookEndpointId), world.now);
/** Runs a runner every second at first, then every minute, for so many hours of the world's clock. */
async function live(hours: number): Promise<void> {
  const endMs = world.nowMs + hours * HOUR_MS;
  while (world.nowMs < endMs) {
    await world.deliver();
    const dueMs = await nextDueMs();
    world.nowMs = dueMs === null || dueMs > endMs ? endMs : Math.max(dueMs, world.nowMs + 1);
  }
  await world.deliver();
}
async function nextDueMs(): Promise<number | null> {
  const { rows } = (await world.shop.owner((db) =>
    db.execute(`select min(due_at) as due from event_deliveries
                 where status = 'waiting' and workspace_id = '${world.shop.workspaceId}'`),
  )) as unknown as { rows: { due: Date | string | null }[] };
  const due = rows[0]?.due ?? null;
  return due === null ? null : new Date(due).getTime();
}

describe("P16: an event", () => {
  it("is told once, signed, with the money as it stood, and is verified by the independent package", async () => {
    const { id, secret } = await world.endpoint("hooks.shop.example", { types: ["commission.created"] });
    await world.shop.sell("order-1");
    world.nowMs = Date.now();
    expect(await world.deliver()).toBe(1);
    expect(await world.deliver()).toBe(0);
    const [request] = world.askedOf("hooks.shop.example");
    expect(request).toMatchObject({ method: "POST", url: "https://hooks.shop.example/hook" });
    expect(verified(secret, request as OutgoingRequest)).toMatchObject({
      ...{ object: "event", version: 1, type: "commission.created" },
      data: { object: "commission", status: "pending", conversion_external_id: "order-1" },
    });
    expect((await world.deliveries(id)).rows).toMatchObject([{ status: "delivered", attempts: 1 }]);
  });

  it("is tried ten times over 76 hours at an endpoint that fails, under one id, and each attempt is signed anew", async () => {
    const { id, secret } = await world.endpoint("down.example", { types: ["commission.created"] });
    world.sinks.set("down.example", () => ({ status: 500, answer: "x".repeat(1_024) }));
    await world.shop.sell("order-1");
    const [sale] = await world.shop.owner((db) =>
      db.select().from(events).where(eq(events.workspaceId, world.shop.workspaceId)).limit(1),
    );
    world.nowMs = sale?.createdAt.getTime() ?? world.nowMs;
    const startedMs = world.nowMs;
    await live(76);
    const asked = world.askedOf("down.example");
    expect(asked.map(({ atMs }) => (atMs - startedMs) / 1000)).toEqual([
      ...[0, 5, 305, 2_105, 9_305, 27_305, 63_305, 113_705, 185_705, 272_105],
    ]);
    expect(new Set(asked.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(asked.map(({ headers }) => headers["webhook-signature"])).size).toBe(10);
    expect(() => verified(secret, asked[0] as OutgoingRequest)).not.toThrow();
    expect((await world.deliveries(id)).rows).toMatchObject([
      { status: "failed", attempts: 10, tries: 10, statusCode: 500 },
    ]);
    const eventId = asked[0]?.headers["webhook-id"] as EventId;
    const log = await world.shop.as("key:a", (context) => listAttempts(context, id, eventId));
    expect(log).toHaveLength(10);
    expect(log?.[9]).toMatchObject({ number: 10, statusCode: 500, durationMs: 3, answer: "x".repeat(1_024) });
    expect(await target(id)).toMatchObject({ status: "enabled", givenUp: 1 });
  });

  it("counts as told by 2xx alone, and waits for as long as the receiver asks", async () => {
    const { id } = await world.endpoint("moody.example", { types: ["webhook_endpoint.created"] });
    for (const status of [301, 302, 400, 401, 404, 429, 500, 503]) {
      world.sinks.set("moody.example", () => ({ status, retryAfter: status === 429 ? "7200" : null }));
      world.nowMs += 1;
      await test(id);
      await world.deliver();
      const [latest] = (await world.deliveries(id)).rows;
      expect(latest).toMatchObject({ status: "waiting", statusCode: status });
      expect(latest?.dueAt.getTime()).toBe(world.nowMs + (status === 429 ? 7_200_000 : 5_000));
    }
    world.sinks.set("moody.example", () => ({ status: 204 }));
    world.nowMs += 3 * HOUR_MS;
    await world.deliver();
    await world.deliver();
    expect((await world.deliveries(id)).rows.every(({ status }) => status === "delivered")).toBe(true);
  });
});

describe("P16: an endpoint", () => {
  it("that answers 410 gets nothing more, and its contact and the others are told", async () => {
    const contactEmail = "ops@shop.example";
    const { id } = await world.endpoint("gone.example", { contactEmail });
    await world.endpoint("other.example", { types: ["webhook_endpoint.disabled"] });
    world.sinks.set("gone.example", () => ({ status: 410 }));
    await test(id);
    await world.deliver();
    expect(await target(id)).toMatchObject({ status: "disabled", ended: "gone" });
    await world.shop.sell("order-1");
    world.nowMs += 60_000;
    await world.deliver();
    const before = world.askedOf("gone.example").length;
    world.nowMs += 76 * HOUR_MS;
    await world.deliver();
    expect(world.askedOf("gone.example")).toHaveLength(before);
    expect(world.askedOf("other.example").map(({ body }) => JSON.parse(body ?? "").data)).toEqual([
      {
        id,
        object: "webhook_endpoint",
        change: { status: { from: "enabled", to: "disabled" }, ended: "gone" },
      },
    ]);
    const mails = await world.shop.owner((db) =>
      db
        .select()
        .from(notices)
        .where(
          and(eq(notices.workspaceId, world.shop.workspaceId), eq(notices.kind, "webhook_endpoint_disabled")),
        ),
    );
    expect(mails).toHaveLength(1);
  });

  it("that fails for five days is disabled with notice; enabled again, it gets what failed", async () => {
    const { id } = await world.endpoint("dead.example", {
      types: ["program.created"],
      contactEmail: "a@b.example",
    });
    world.sinks.set("dead.example", () => ({ status: null, problem: "connection_failed" }));
    await test(id);
    await live(60);
    await test(id);
    await live(80);
    expect(await target(id)).toMatchObject({ status: "disabled", ended: "failing" });
    expect((await world.deliveries(id)).rows.map(({ status }) => status)).toEqual(["failed", "failed"]);
    const again = (since: Date) =>
      world.shop.as(
        "key:a",
        (context) => redeliver(context, { id, kind: "webhook" }, { failedSince: since }),
        world.now,
      );
    expect(await again(new Date(0))).toMatchObject({ error: { code: "conflict" } });
    await world.shop.as(
      "key:a",
      (context) => writeRow(context, endpointResource, { kind: "update", id, fields: { status: "enabled" } }),
      world.now,
    );
    world.sinks.delete("dead.example");
    expect(await again(new Date(0))).toEqual({ ok: true, value: 2 });
    expect(await world.deliver()).toBe(2);
    expect(await target(id)).toMatchObject({ status: "enabled", failingSince: null, givenUp: 0 });
    expect(await again(new Date(0))).toEqual({ ok: true, value: 0 });
  });

  it("that is archived while it is told of something leaves nothing that waits for ever", async () => {
    const { id } = await world.endpoint("leaving.example", { types: ["webhook_endpoint.created"] });
    const archive = (context: Context) => writeRow(context, endpointResource, { kind: "archive", id });
    const [archiving] = await world.shop.as("key:a", (context) =>
      transact(context, async (tx) => {
        await writeRow(
          { ...context, db: tx },
          endpointResource,
          { kind: "create", fields: { url: "https://new.example/", types: ["*"], sealedSecret: "" } },
          { guard: ANY_HOST },
        );
        const ended = world.shop.as("key:b", archive);
        await untilOneWaits(world.shop.owner);
        return [ended];
      }),
    );
    expect(await archiving).toMatchObject({ ok: true });
    expect((await world.deliveries(id)).rows).toMatchObject([
      { status: "failed", problem: "target_disabled" },
    ]);
  });

  it("that is being changed holds up nothing that it is told of: neither waits in a ring", async () => {
    const { id } = await world.endpoint("changing.example", { types: ["webhook_endpoint.created"] });
    const written = await world.shop.as("key:a", (context) =>
      transact(context, async (tx) => {
        await lockTarget(tx, context, { id: id as WebhookEndpointId, kind: "webhook" });
        const told = world.endpoint("other.example").then(() => "told");
        return Promise.race([told, new Promise((resolve) => setTimeout(resolve, 3_000, "held up"))]);
      }),
    );
    expect(written).toBe("told");
  });

  it("that changes its secret has both for a day, and then the new one alone", async () => {
    world.nowMs = Date.now();
    const { id, secret: earlier } = await world.endpoint("rotating.example", { types: ["program.created"] });
    const rotated = await world.shop.as(
      "key:a",
      (context) => rotateSecret(context, id as WebhookEndpointId, ENVELOPE_KEYS),
      world.now,
    );
    if (!rotated.ok) throw new Error("refused");
    expect(rotated.value.endpoint.version).toBe(2);
    await test(id);
    await world.deliver();
    const first = world.asked[0] as OutgoingRequest;
    for (const secret of [earlier, rotated.value.secret]) expect(() => verified(secret, first)).not.toThrow();
    world.nowMs += 24 * HOUR_MS;
    await test(id);
    await world.deliver();
    expect(world.asked[1]?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
  });

  it("keeps its secret to itself: neither table nor audit log holds it", async () => {
    const { secret } = await world.endpoint("quiet.example");
    const dump: unknown = await world.shop.owner((db) =>
      db.execute(`select (select json_agg(t)::text from event_targets t) || (select json_agg(a)::text from audit_log a)
                         || (select json_agg(e)::text from events e) as text`),
    );
    expect(JSON.stringify(dump)).not.toContain(secret.slice("whsec_".length));
  });
});

describe("runners", () => {
  it("at once make each attempt once, and one whose sender is away is tried again", async () => {
    const { id } = await world.endpoint("busy.example", { types: ["program.created"] });
    for (let index = 0; index < 12; index += 1) await test(id);
    await Promise.all([world.deliver(), world.deliver(), world.deliver()]);
    expect(world.askedOf("busy.example")).toHaveLength(12);
    await test(id);
    await expect(world.deliver(() => Promise.reject(new Error("dead")))).resolves.toBe(1);
    world.nowMs += 60_000;
    await world.deliver();
    expect(world.askedOf("busy.example")).toHaveLength(13);
  });

  it("hold up no other for one that is slow", async () => {
    const { id: slow } = await world.endpoint("slow.example", { types: ["program.created"] });
    const { id: quick } = await world.endpoint("quick.example", { types: ["program.created"] });
    for (let index = 0; index < 8; index += 1) {
      await test(slow);
      await test(quick);
    }
    let free: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      free = resolve;
    });
    world.sinks.set("slow.example", async () => {
      await stuck;
      return { status: null, problem: "timeout" };
    });
    const run = world.deliver();
    await expect.poll(() => world.askedOf("quick.example").length, { timeout: 5_000 }).toBe(8);
    expect(world.askedOf("slow.example")).toHaveLength(4);
    free();
    await run;
  });
});

it("no event of another workspace is told, nor seen", async () => {
  const other = await EventWorld.open(database);
  await world.endpoint("mine.example");
  await other.shop.sell("order-1");
  await world.deliver();
  const types = world.askedOf("mine.example").map(({ body }) => JSON.parse(body ?? "").type);
  expect(types).toEqual([]);
  const seen = await world.shop.as("key:a", (context) =>
    listEvents(context, { type: "commission.created" }, { limit: 100, after: null }),
  );
  expect(seen.rows).toEqual([]);
});
