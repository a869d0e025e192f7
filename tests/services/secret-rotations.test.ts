import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import type { WebhookEndpointId } from "../../core/shared/id.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { parseEnvelopeKeys, sealJson } from "../../platform/envelope.ts";
import { signWebhook } from "../../platform/webhook-signature.ts";
import { secretPlace } from "../../services/events/targets.ts";
import { testEndpoint } from "../../services/webhooks/test-endpoint.ts";
import { rotateSecret } from "../../services/webhooks/webhook-endpoints.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import { EventWorld } from "../support/event-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let world: EventWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await EventWorld.open(database);
  world.nowMs = Date.now();
});

const rotate = (id: string) =>
  world.shop.as(
    "key:a",
    (context) => rotateSecret(context, id as WebhookEndpointId, ENVELOPE_KEYS),
    world.now,
  );
async function rotated(id: string): Promise<string> {
  const made = await rotate(id);
  if (!made.ok) throw new Error("refused");
  return made.value.secret;
}
/** Which of these secrets a message that is sent now is signed under. */
async function signing(id: string, secrets: readonly string[]): Promise<readonly number[]> {
  await world.shop.as("key:a", (context) => testEndpoint(context, id as WebhookEndpointId), world.now);
  await world.deliver();
  const { headers, body } = world.asked.at(-1) as OutgoingRequest;
  const signatures = headers["webhook-signature"]?.split(" ") ?? [];
  // The package of the standard refuses what is a day off its own clock.
  const message = {
    id: headers["webhook-id"] ?? "",
    timestamp: Number(headers["webhook-timestamp"]),
    body: body ?? "",
  };
  const under = secrets.flatMap((secret, index) => {
    const own = signWebhook([secret], message)["webhook-signature"] ?? "";
    return signatures.includes(own) ? [index] : [];
  });
  expect(signatures).toHaveLength(under.length);
  return under;
}

describe("a webhook endpoint whose secret is changed again within a day", () => {
  it("signs under each secret until a day after it was replaced", async () => {
    const { id, secret } = await world.endpoint("twice.example", { types: ["program.created"] });
    const secrets = [secret, await rotated(id)];
    world.nowMs += HOUR_MS;
    secrets.push(await rotated(id));
    expect(await signing(id, secrets)).toEqual([0, 1, 2]);
    world.nowMs += 23 * HOUR_MS;
    expect(await signing(id, secrets)).toEqual([1, 2]);
    world.nowMs += HOUR_MS;
    expect(await signing(id, secrets)).toEqual([2]);
  });

  it("has at most five, and is refused a sixth until the first has ended", async () => {
    const { id, secret } = await world.endpoint("often.example", { types: ["program.created"] });
    const secrets = [secret];
    for (let times = 0; times < 4; times += 1) secrets.push(await rotated(id));
    expect(await rotate(id)).toMatchObject({ ok: false, error: { code: "conflict", param: "id" } });
    expect(await signing(id, secrets)).toEqual([0, 1, 2, 3, 4]);
    world.nowMs += 24 * HOUR_MS;
    secrets.push(await rotated(id));
    expect(await signing(id, secrets)).toEqual([4, 5]);
  });

  it("leaves out those that cannot be opened any more, so that another secret mends the endpoint", async () => {
    const { id, secret } = await world.endpoint("mended.example", { types: ["program.created"] });
    const keys = parseEnvelopeKeys(Buffer.alloc(32, 99).toString("base64url"));
    const place = secretPlace({ workspaceId: world.shop.workspaceId, id: id as WebhookEndpointId });
    const gone = await sealJson(secret, { keys, place });
    const earlierUntil = new Date(world.nowMs + HOUR_MS);
    await world.shop.owner((db) =>
      db
        .update(eventTargets)
        .set({ sealedSecret: gone, sealedEarlierSecret: gone, earlierUntil })
        .where(eq(eventTargets.id, id as WebhookEndpointId)),
    );
    const secrets = [secret, await rotated(id)];
    expect(await signing(id, secrets)).toEqual([1]);
    secrets.push(await rotated(id));
    expect(await signing(id, secrets)).toEqual([1, 2]);
  });

  it("keeps one that was replaced before several were kept", async () => {
    const { id, secret } = await world.endpoint("kept.example", { types: ["program.created"] });
    const old = "whsec_b25lIHRoYXQgd2FzIHJlcGxhY2VkIGVhcmxpZXI=";
    const place = secretPlace({ workspaceId: world.shop.workspaceId, id: id as WebhookEndpointId });
    const sealedEarlierSecret = await sealJson(old, { keys: ENVELOPE_KEYS, place });
    const earlierUntil = new Date(world.nowMs + HOUR_MS);
    await world.shop.owner((db) => db.update(eventTargets).set({ sealedEarlierSecret, earlierUntil }));
    expect(await signing(id, [secret, old])).toEqual([0, 1]);
    const secrets = [secret, old, await rotated(id)];
    expect(await signing(id, secrets)).toEqual([0, 1, 2]);
    world.nowMs += HOUR_MS;
    expect(await signing(id, secrets)).toEqual([0, 2]);
  });
});
