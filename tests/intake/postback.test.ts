import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { awayStore, publishKey, refuse } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

const CLICK = "AaH807IUW9novGoJFQXfmiYgCbsdrQs3";

let intake: ReturnType<typeof createTestIntake>;
let workspaces = 0;
let workspaceId: string;
let key: string;

/** A good postback, with these parameters changed; undefined leaves one out. */
const query = (changes: Record<string, string | undefined> = {}): string => {
  const all = { key, txid: "T-1", click_id: CLICK, amount: "12.90", currency: "EUR", ...changes };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return String(new URLSearchParams(given));
};
const get = (changes?: Record<string, string | undefined>) =>
  intake.call(`http://localhost/v1/postback?${query(changes)}`);
const post = (body: BodyInit | null, headers: Record<string, string> = {}, search = "") =>
  intake.call(`http://api.example/v1/postback${search}`, { method: "POST", headers, body });
const spilled = async () => (await env.INTAKE.list({ prefix: "spill/conversions/" })).objects;

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_postback_${workspaces}`;
  key = await publishKey({ kind: "postback", scopes: [], workspace_id: workspaceId, key_id: "key_pb" });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const { key: name } of await spilled()) await env.INTAKE.delete(name);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a postback", () => {
  it("is a conversion whose id is the txid, and a sale unless it says what else", async () => {
    const response = await get();
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const [message] = intake.conversions.accepted;
    expect(await response.json()).toEqual({ id: message?.id, object: "conversion", status: "accepted" });
    expect(message).toMatchObject({
      workspace_id: workspaceId,
      key_id: "key_pb",
      request_id: response.headers.get("request-id"),
    });
    expect(message?.request).toEqual({
      external_id: "T-1",
      event: "sale",
      click_id: CLICK,
      amount_minor: "1290",
      currency: "EUR",
    });
    expect((await get({ txid: "T-2", event: "lead", amount: "0" })).status).toBe(200);
    expect(intake.conversions.accepted[1]?.request).toMatchObject({ event: "lead", amount_minor: "0" });
  });

  it.each([
    ["a form", (): BodyInit => query(), "application/x-www-form-urlencoded; charset=UTF-8"],
    [
      "JSON",
      (): BodyInit => JSON.stringify(Object.fromEntries(new URLSearchParams(query()))),
      "application/json",
    ],
    [
      "JSON with a number",
      (): BodyInit =>
        JSON.stringify({ key, txid: "T-1", click_id: CLICK, amount: 12.9, currency: "EUR", event: null }),
      "application/json",
    ],
  ])("may be posted as %s", async (_, body, type) => {
    const response = await post(body(), { "content-type": type });
    expect([response.status, intake.conversions.accepted[0]?.request.amount_minor]).toEqual([200, "1290"]);
  });

  it("may be posted as a query, without a body, and its key as a header", async () => {
    expect((await post(null, {}, `?${query()}`)).status).toBe(200);
    const headers = { authorization: `Bearer ${key}` };
    expect((await post(null, headers, `?${query({ key: undefined, txid: "T-2" })}`)).status).toBe(200);
    expect(intake.conversions.accepted).toHaveLength(2);
  });

  it("may name everything as the network before it did", async () => {
    const postback = {
      transaction_id: "click_id",
      adv_sub: "txid",
      payout: "amount",
      adv_sub2: "customer_id",
      promo: "coupon_code",
    } as const;
    key = await publishKey({ kind: "postback", workspace_id: workspaceId, parameter_map: { postback } });
    const theirs = new URLSearchParams({
      key,
      transaction_id: CLICK,
      adv_sub: "T-9",
      payout: "5",
      currency: "USD",
      adv_sub2: "c-1",
      promo: "ANNA10",
      ip: "203.0.113.9",
    });
    expect((await intake.call(`http://localhost/v1/postback?${theirs}`)).status).toBe(200);
    expect(intake.conversions.accepted[0]?.request).toEqual({
      external_id: "T-9",
      event: "sale",
      click_id: CLICK,
      customer: { external_id: "c-1" },
      coupon_code: "ANNA10",
      amount_minor: "500",
      currency: "USD",
    });
    expect(JSON.stringify(intake.conversions.taken)).not.toContain("203.0.113");
  });

  it("leaves out what a network knew nothing to fill with", async () => {
    expect((await get({ click_id: "", event: "", coupon_code: "", customer_id: "" })).status).toBe(200);
    expect(Object.keys(intake.conversions.accepted[0]?.request ?? {}).sort()).toEqual([
      "amount_minor",
      "currency",
      "event",
      "external_id",
    ]);
  });

  it.each([
    ["12.9", "EUR", "1290"],
    ["1299", "JPY", "1299"],
    ["1.234", "KWD", "1234"],
  ])("of %s %s is %s minor units", async (amount, currency, minor) => {
    expect((await get({ amount, currency })).status).toBe(200);
    expect(intake.conversions.accepted[0]?.request.amount_minor).toBe(minor);
  });

  it("may give minor units instead", async () => {
    expect((await get({ amount: undefined, amount_minor: "1290" })).status).toBe(200);
    expect(intake.conversions.accepted[0]?.request.amount_minor).toBe("1290");
  });
});

describe("the same order", () => {
  it("sent twenty times at once is one conversion, and each gets the same bytes", async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => get()));
    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(texts).size).toBe(1);
    expect(new Set(intake.conversions.accepted.map(({ id }) => id)).size).toBe(1);
    expect((await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` })).objects).toHaveLength(1);
  });

  it("told by a network and by the merchant's server is one conversion", async () => {
    const secret = await publishKey({ workspace_id: workspaceId });
    const body = { external_id: "T-1", event: "sale", click_id: CLICK, amount_minor: 1290, currency: "EUR" };
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const first = await intake.call("http://localhost/v1/conversions", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const { id } = (await first.json()) as { id: string };
    expect(await (await get()).json()).toEqual({ id, object: "conversion", status: "accepted" });
    expect((await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` })).objects).toHaveLength(1);
  });

  it("that differs is 409, books nothing, and is kept as a bad row, once however often it comes", async () => {
    await get();
    for (let time = 0; time < 2; time += 1) {
      const error = await refusalOf(await get({ amount: "99.90", event: "sale" }));
      expect([error.code, error.param]).toEqual(["conversion_conflict", "txid"]);
    }
    expect(intake.conversions.accepted).toHaveLength(1);
    const [one, other] = intake.conversions.refused;
    expect(one).toEqual({
      v: 1,
      refused: "conversion_conflict",
      source: "postback",
      workspace_id: workspaceId,
      key_id: "key_pb",
      param: "txid",
      parameters: { txid: "T-1", click_id: CLICK, amount: "99.90", currency: "EUR", event: "sale" },
    });
    expect(other).toEqual(one);
    expect(JSON.stringify(intake.conversions.taken)).not.toContain(key);
  });
});

describe("stores that are away", () => {
  it("the queue: the postback is left in the bucket's spill", async () => {
    intake.conversions.onSend = refuse;
    expect((await get()).status).toBe(200);
    expect(await spilled()).toHaveLength(1);
  });

  it("the bucket: the queue alone is enough", async () => {
    intake.env.INTAKE = awayStore<R2Bucket>();
    expect((await get()).status).toBe(200);
    expect(intake.conversions.accepted).toHaveLength(1);
  });

  it("both: 503 with Retry-After, for an order that is good and for one that is not", async () => {
    intake.env.INTAKE = awayStore<R2Bucket>();
    intake.conversions.onSend = refuse;
    for (const changes of [{}, { amount: "x" }]) {
      const response = await get(changes);
      expect(response.headers.get("retry-after")).toBe("5");
      expect((await refusalOf(response)).code).toBe("unavailable");
    }
  });

  it("both for a moment: 503, and an order that could not be kept is not filed as one that differs", async () => {
    intake.env.INTAKE = awayStore<R2Bucket>();
    intake.conversions.onSend = async () => {
      if (intake.conversions.attempts <= 2) await refuse();
    };
    expect((await refusalOf(await get())).code).toBe("unavailable");
    expect(intake.conversions.taken).toEqual([]);
  });

  it("the keys: 503, and never 401", async () => {
    intake.env.PUBLISHED = awayStore<KVNamespace>();
    expect((await refusalOf(await get())).code).toBe("unavailable");
  });
});
