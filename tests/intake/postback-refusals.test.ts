import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatKey } from "../../core/access/key-format.ts";
import { randomBytes } from "../../platform/random.ts";
import { publishKey } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

let intake: ReturnType<typeof createTestIntake>;
let workspaces = 0;
let key: string;

const GOOD = { txid: "T-1", amount: "12.90", currency: "EUR" };
const ask = (parameters: Record<string, string>, init?: RequestInit) =>
  intake.call(`http://localhost/v1/postback?${new URLSearchParams(parameters)}`, init);
const post = (body: BodyInit, type: string) =>
  intake.call("http://localhost/v1/postback", { method: "POST", headers: { "content-type": type }, body });

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  key = await publishKey({ kind: "postback", scopes: [], workspace_id: `ws_refused_${workspaces}` });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the key of a postback", () => {
  it("must be there and good, else 401 naming it, and nothing is kept", async () => {
    const keys = [
      "",
      "x",
      "tb_pb_",
      key.slice(0, -1),
      `${key} `,
      formatKey("postback", randomBytes(32)),
      await publishKey({ kind: "postback", status: "revoked" }),
      await publishKey({ kind: "postback", expires_at_ms: intake.clock.nowMs }),
    ];
    for (const each of keys) {
      const error = await refusalOf(await ask({ key: each, ...GOOD }));
      expect([each, error.code, error.param]).toEqual([each, "unauthenticated", "key"]);
    }
    expect((await refusalOf(await ask(GOOD))).param).toBe("key");
    expect(intake.conversions.taken).toEqual([]);
  });

  it.each(["secret_live", "secret_test", "publishable"] as const)(
    "must be of its kind, else 403 that says why: %s",
    async (kind) => {
      const error = await refusalOf(await ask({ key: await publishKey({ kind }), ...GOOD }));
      expect([error.code, error.param]).toEqual(["forbidden", "key"]);
      expect(error.message).toContain("a secret key does not belong in an address");
    },
  );

  it("opens no other call", async () => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      origin: "https://shop.example",
    };
    const send = (path: string, body: unknown) =>
      intake.call(`http://localhost${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const conversion = { external_id: "x", event: "sale", amount_minor: 1, currency: "EUR" };
    for (const response of [
      await send("/v1/conversions", conversion),
      await send("/v1/clicks", { slug: "x" }),
      await send("/v1/pixel", { order: "x" }),
    ]) {
      expect((await refusalOf(response)).code).toBe("forbidden");
    }
    expect((await ask({ key, ...GOOD })).status).toBe(200);
  });

  it("is in no answer, no message and no log", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const texts = await Promise.all(
      [ask({ key, ...GOOD }), ask({ key, ...GOOD, amount: "x" })].map(async (each) => (await each).text()),
    );
    expect(`${texts}${JSON.stringify(intake.conversions.taken)}${logged.mock.calls}`).not.toContain(
      key.slice(6, 40),
    );
  });
});

describe("a parameter", () => {
  it.each([
    ["txid", ""],
    ["txid", "x".repeat(256)],
    ["txid", "a\u0000b"],
    ["txid", "a\nb"],
    ["amount", ""],
    ["amount", "12.900"],
    ["amount", "12,90"],
    ["amount", "-1"],
    ["amount", "1e3"],
    ["amount", "{amount}"],
    ["amount", "99999999999999"],
    ["amount_minor", "1.5"],
    ["amount_minor", "12"],
    ["currency", ""],
    ["currency", "EURO"],
    ["currency", "eur"],
    ["event", "x".repeat(65)],
    ["click_id", "x".repeat(257)],
    ["coupon_code", "x".repeat(65)],
    ["customer_id", "\u001b"],
    ["txid", "{transaction_id}"],
    ["txid", "%7Btransaction_id%7D"],
    ["txid", "{{ order.id }}"],
    ["txid", "[order_id]"],
    ["txid", "%24{ORDER_ID}"],
    ["txid", "%%ORDER%%"],
    ["click_id", "{click-id}"],
    ["click_id", "__CLICKID__"],
    ["amount", "{payout}"],
    ["event", "{status:lead=0 sale=1}"],
    ["customer_id", "{adv_sub2}"],
  ])("%s = %j is 422 that names it, and is kept as a bad row", async (param, value) => {
    const error = await refusalOf(await ask({ key, ...GOOD, [param]: value }));
    expect([error.code, error.param]).toEqual(["invalid_parameter", param]);
    expect(intake.conversions.accepted).toEqual([]);
    expect(intake.conversions.refused).toMatchObject([{ refused: "report_malformed", param }]);
  });

  it.each(["{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "[42]", "a{b}", "__1__", "{a} {b}"])(
    "txid = %s is an order, and no macro",
    async (txid) => {
      expect((await ask({ key, ...GOOD, txid })).status).toBe(200);
    },
  );

  it("given twice with two values is 422, and with one is taken", async () => {
    const twice = (name: string, value: string) =>
      intake.call(`http://localhost/v1/postback?${new URLSearchParams({ key, ...GOOD })}&${name}=${value}`);
    expect((await refusalOf(await twice("txid", "T-2"))).param).toBe("txid");
    expect((await refusalOf(await twice("key", "x"))).param).toBe("key");
    expect((await twice("txid", "T-1")).status).toBe(200);
  });

  it.each(["query", "form"])(
    "whose letters are not UTF-8 is 422, since orders that differ in them alone would be one: %s",
    async (way) => {
      const given = `${new URLSearchParams({ key, amount: "12.90", currency: "EUR" })}&note=%FF&?=1&txid=`;
      for (const txid of ["%E9-1", "%E8-1"]) {
        const answer =
          way === "query"
            ? await intake.call(`http://localhost/v1/postback?${given}${txid}`)
            : await post(`${given}${txid}`, "application/x-www-form-urlencoded");
        const error = await refusalOf(answer);
        expect([error.code, error.param]).toEqual(["invalid_parameter", "txid"]);
      }
      expect(intake.conversions.accepted).toEqual([]);
      expect(intake.conversions.refused).toMatchObject([
        { refused: "report_malformed", parameters: { txid: "%E9-1" } },
        { refused: "report_malformed", parameters: { txid: "%E8-1" } },
      ]);
    },
  );

  it("given twice under two names is 422 under ours", async () => {
    key = await publishKey({ kind: "postback", parameter_map: { postback: { adv_sub: "txid" } } });
    expect((await refusalOf(await ask({ key, ...GOOD, adv_sub: "T-2" }))).param).toBe("txid");
  });

  it("several at fault are all listed", async () => {
    const error = await refusalOf(await ask({ key, currency: "X", event: "x".repeat(65) }));
    expect(error.errors.map(({ param, code }) => [param, code])).toEqual([
      ["txid", "missing_field"],
      ["currency", "invalid_value"],
      ["event", "invalid_value"],
    ]);
  });
});

describe("a body", () => {
  it.each([
    ["{", "application/json", "malformed_json"],
    ["[]", "application/json", "invalid_parameter"],
    ["null", "application/json", "invalid_parameter"],
    ["txid=1", "text/plain", "unsupported_media_type"],
    ["txid=1", "multipart/form-data; boundary=x", "unsupported_media_type"],
    ["x".repeat(65_537), "application/x-www-form-urlencoded", "body_too_large"],
    ["x".repeat(65_537), "application/json", "body_too_large"],
    [new Uint8Array([0xff, 0xfe]), "application/x-www-form-urlencoded", "invalid_parameter"],
  ])("%j as %s is %s", async (body, type, code) => {
    expect((await refusalOf(await post(body, type))).code).toBe(code);
  });

  it("with a number that JSON does not keep exactly is 422: an order id is text", async () => {
    const error = await refusalOf(
      await post(`{"key":"${key}","txid":820982911946154508}`, "application/json"),
    );
    expect([error.code, error.param]).toEqual(["invalid_parameter", "txid"]);
  });

  it("takes no field by way of a prototype", async () => {
    const body = `{"key":"${key}","__proto__":{"txid":"T-1"},"amount":"1","currency":"EUR"}`;
    expect((await refusalOf(await post(body, "application/json"))).param).toBe("__proto__");
  });

  it.each([
    ["txid", {}, "{…}"],
    ["txid", [1], "[…]"],
    ["txid", true, "true"],
    ["adv_sub", 820982911946154500, "820982911946154500"],
  ])("whose %s is %j is 422 that names the field, and is kept as a bad row", async (name, value, kept) => {
    key = await publishKey({ kind: "postback", parameter_map: { postback: { adv_sub: "txid" } } });
    const error = await refusalOf(await post(JSON.stringify({ key, [name]: value }), "application/json"));
    expect([error.code, error.param]).toEqual(["invalid_parameter", "txid"]);
    expect(intake.conversions.refused).toMatchObject([
      { refused: "report_malformed", param: "txid", parameters: { txid: kept } },
    ]);
  });

  it("may have members of any type that mean nothing here", async () => {
    const others = `"test":false,"items":[{"id":1}],"user_id":12345678901234567890,"deep":{"txid":"x"},"none":null`;
    const { currency, ...given } = GOOD;
    const body = `{"key":"${key}",${others},"currency":"${currency}",${JSON.stringify(given).slice(1)}`;
    expect((await post(body, "application/json")).status).toBe(200);
    expect(intake.conversions.accepted).toMatchObject([{ request: { external_id: "T-1" } }]);
  });
});

it("books nothing for HEAD, and takes GET and POST alone", async () => {
  for (const method of ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const response = await ask({ key, ...GOOD }, { method });
    expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "GET, POST"]);
  }
  expect(intake.conversions.taken).toEqual([]);
});

it("answers whatever comes with 200 or a 4xx that names the fault", async () => {
  const text = fc.string({ unit: "binary", maxLength: 300 });
  const name = fc.oneof(
    text,
    fc.constantFrom("txid", "amount", "amount_minor", "currency", "event", "click_id", "coupon_code", "key"),
  );
  const value = fc.oneof(text, fc.constantFrom("EUR", "12.90", "1290", "T-1", ""));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, value), { maxLength: 12 }),
      fc.constantFrom("GET", "form", "json"),
      async (pairs, how) => {
        const clean = pairs.map(
          ([each, other]) => [each, other].map((part) => part.replace(/\p{Cs}/gu, "")) as [string, string],
        );
        const form = String(new URLSearchParams([["key", key], ...clean]));
        const response =
          how === "GET"
            ? await intake.call(`http://localhost/v1/postback?${form}`)
            : how === "form"
              ? await post(form, "application/x-www-form-urlencoded")
              : await post(JSON.stringify({ key, ...Object.fromEntries(pairs) }), "application/json");
        if (response.status !== 200) expect((await refusalOf(response)).errors.length).toBeGreaterThan(0);
        expect(response.status).toBeLessThan(500);
      },
    ),
    { numRuns: 120 },
  );
  expect(intake.conversions.taken.length).toBe(
    intake.conversions.accepted.length + intake.conversions.refused.length,
  );
});
