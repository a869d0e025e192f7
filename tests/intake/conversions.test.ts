import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { conversionMessage } from "../../contracts/conversion.ts";
import { conversionObjectKey } from "../../platform/accepted-object-key.ts";
import { awayStore, publishKey, refuse } from "../support/worker-fakes.ts";
import { conversionOf, postConversion, refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

const HOUR_MS = 60 * 60 * 1_000;

let intake: ReturnType<typeof createTestIntake>;
let key: string;
let workspaces = 0;
let workspaceId: string;
const post = (body: unknown, headers: Record<string, string | null> = {}): Promise<Response> =>
  postConversion({ intake, key }, body, headers);
const spilled = async () => (await env.INTAKE.list({ prefix: "spill/conversions/" })).objects;

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_${workspaces}`;
  key = await publishKey({ workspace_id: workspaceId });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const { key: name } of await spilled()) await env.INTAKE.delete(name);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a conversion", () => {
  it("is taken by the version of the API that it names, and by none that there is not", async () => {
    const taken = await post(conversionOf(), { "tributary-version": "2026-11-21" });
    expect([taken.status, taken.headers.get("tributary-version")]).toEqual([202, "2026-11-21"]);
    const refused = await post(conversionOf({ external_id: "order-2" }), { "tributary-version": "latest" });
    expect([refused.status, await refusalOf(refused)]).toMatchObject([400, { code: "unknown_version" }]);
    expect(intake.conversions.taken).toHaveLength(1);
  });

  it("is accepted with an id of its own, kept in the bucket and queued", async () => {
    const response = await post(conversionOf({ occurred_at: "2026-11-20T10:00:00+01:00", click_id: "abc" }));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^cnv_[0-9a-hjkmnp-tv-z]{26}$/),
      object: "conversion",
      status: "accepted",
      external_id: "order-1",
    });
    const [message] = intake.conversions.taken;
    expect(conversionMessage.parse(message)).toEqual(message);
    expect(message).toMatchObject({
      workspace_id: workspaceId,
      key_id: "key_one",
      received_at_ms: intake.clock.nowMs,
      request_id: response.headers.get("request-id"),
      request: { amount_minor: "12990", occurred_at: Date.UTC(2026, 10, 20, 9), click_id: "abc" },
    });
    const stored = await env.INTAKE.get(conversionObjectKey(workspaceId, "order-1"));
    expect(await stored?.json()).toEqual(message);
  });

  it("sent again, even with its fields in another order, gets the same bytes and queues the first copy again", async () => {
    const first = await post(conversionOf());
    intake.clock.nowMs += HOUR_MS;
    const again = await post(Object.fromEntries(Object.entries(conversionOf()).reverse()));
    expect([again.status, await again.text()]).toEqual([202, await first.text()]);
    expect(intake.conversions.taken[1]).toEqual(intake.conversions.taken[0]);
  });

  it("sent twenty times at once is stored once, and each gets the same bytes", async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(conversionOf())));
    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(texts).size).toBe(1);
    expect((await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` })).objects).toHaveLength(1);
    expect(new Set(intake.conversions.taken.map((message) => JSON.stringify(message))).size).toBe(1);
  });

  it.each([{ amount_minor: "12991" }, { currency: "USD" }, { metadata: { a: "1" } }, { click_id: "other" }])(
    "that uses an external id again with %j is 409, and not queued",
    async (changes) => {
      await post(conversionOf());
      const error = await refusalOf(await post(conversionOf(changes)));
      expect([error.code, error.param]).toEqual(["conversion_conflict", "external_id"]);
      expect(intake.conversions.taken).toHaveLength(1);
    },
  );

  it("of another workspace may have the same external id", async () => {
    const first = (await (await post(conversionOf())).json()) as { id: string };
    key = await publishKey({ workspace_id: "ws_other" });
    const other = await post(conversionOf({ currency: "USD" }));
    expect(other.status).toBe(202);
    expect(await other.json()).not.toMatchObject({ id: first.id });
  });

  it("names each click once, and may name it in either field", async () => {
    await post(conversionOf({ click_id: "a", click_ids: ["b", "a", "b", "c"] }));
    expect(intake.conversions.taken[0]?.request).toMatchObject({ click_id: "a", click_ids: ["b", "c"] });
    expect((await post(conversionOf({ click_id: "a", click_ids: ["b", "c"] }))).status).toBe(202);
    await post(conversionOf({ external_id: "order-2", click_id: "a", click_ids: ["a"] }));
    expect(intake.conversions.taken[2]?.request).not.toHaveProperty("click_ids");
  });

  it("takes an external id of any characters, without letting it choose where it is kept", async () => {
    expect((await post(conversionOf({ external_id: "../../spill/x?#%" }))).status).toBe(202);
    const { objects } = await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` });
    expect(objects.map(({ key: name }) => name)).toEqual([
      expect.stringMatching(/^conversions\/ws_\d+\/[0-9a-f]{64}\.json$/),
    ]);
  });

  it("is taken on the link host as well", async () => {
    const headers = { authorization: `bearer ${key}`, "content-type": "application/json; charset=utf-8" };
    const body = JSON.stringify(conversionOf());
    const response = await intake.call("http://localhost/v1/conversions", { method: "POST", headers, body });
    expect(response.status).toBe(202);
  });
});

describe("stores that are away", () => {
  it("the bucket: the queue alone is enough", async () => {
    intake.env.INTAKE = awayStore<R2Bucket>();
    const first = await post(conversionOf());
    expect(first.status).toBe(202);
    expect(intake.conversions.taken).toHaveLength(1);
  });

  it("the queue: the conversion is left in the bucket's spill", async () => {
    intake.conversions.onSend = refuse;
    expect((await post(conversionOf())).status).toBe(202);
    const [object] = await spilled();
    const message = await (await env.INTAKE.get(object?.key ?? ""))?.json();
    expect(conversionMessage.parse(message)).toMatchObject({ workspace_id: workspaceId });
    expect(intake.conversions.attempts).toBe(2);
  });

  it("the queue for a moment: it is asked twice, and nothing is spilled", async () => {
    intake.conversions.onSend = async () => {
      if (intake.conversions.attempts === 1) await refuse();
    };
    expect((await post(conversionOf())).status).toBe(202);
    expect([intake.conversions.taken.length, (await spilled()).length]).toEqual([1, 0]);
  });

  it("both: 503 with Retry-After, and the same request is taken once they are back", async () => {
    const { INTAKE } = intake.env;
    intake.env.INTAKE = awayStore<R2Bucket>();
    intake.conversions.onSend = refuse;
    const response = await post(conversionOf());
    expect(response.headers.get("retry-after")).toBe("5");
    expect((await refusalOf(response)).code).toBe("unavailable");
    intake.env.INTAKE = INTAKE;
    intake.conversions.onSend = async () => undefined;
    expect((await post(conversionOf())).status).toBe(202);
    expect(intake.conversions.taken).toHaveLength(1);
  });
});
