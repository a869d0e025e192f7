import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { conversionMessage } from "../../contracts/conversion.ts";
import { ERRORS, type ErrorBody } from "../../contracts/error.ts";
import { apiKeyKey } from "../../contracts/published.ts";
import { formatKey } from "../../core/access/key-format.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { conversionObjectKey } from "../../workers/edge/intake/accept-conversion.ts";
import { awayStore, createEdge, publishKey, refuse } from "./edge-env.ts";

const URL_OF_INTAKE = "http://api.example/v1/conversions";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let edge: ReturnType<typeof createEdge>;
let key: string;
let workspaces = 0;
let workspaceId: string;

const conversionOf = (changes: Record<string, unknown> = {}) => ({
  external_id: "order-1",
  event: "purchase",
  amount_minor: "12990",
  currency: "EUR",
  ...changes,
});
function post(body: unknown, headers: Record<string, string | null> = {}): Promise<Response> {
  const all = { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers };
  const kept = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return edge.call(URL_OF_INTAKE, { method: "POST", headers: kept, body: text });
}
/** The code of a refusal, after all that every refusal must keep. */
async function refusalOf(response: Response): Promise<ErrorBody["error"]> {
  const { error } = (await response.json()) as ErrorBody;
  expect(response.status).toBe(ERRORS[error.code].status);
  expect(response.headers.get("request-id")).toBe(error.request_id);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return error;
}
const spilled = async () => (await env.INTAKE.list({ prefix: "spill/conversions/" })).objects;

beforeEach(async () => {
  edge = createEdge();
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
  it("is accepted with an id of its own, kept in the bucket and queued", async () => {
    const response = await post(conversionOf({ occurred_at: "2026-11-20T10:00:00+01:00", click_id: "abc" }));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^cnv_[0-9a-hjkmnp-tv-z]{26}$/),
      object: "conversion",
      status: "accepted",
      external_id: "order-1",
    });
    const [message] = edge.conversions.taken;
    expect(conversionMessage.parse(message)).toEqual(message);
    expect(message).toMatchObject({
      workspace_id: workspaceId,
      key_id: "key_one",
      received_at_ms: edge.clock.nowMs,
      request_id: response.headers.get("request-id"),
      request: { amount_minor: "12990", occurred_at: Date.UTC(2026, 10, 20, 9), click_id: "abc" },
    });
    const stored = await env.INTAKE.get(conversionObjectKey(workspaceId, "order-1"));
    expect(await stored?.json()).toEqual(message);
  });

  it("sent again, even with its fields in another order, gets the same bytes and queues the first copy again", async () => {
    const first = await post(conversionOf());
    edge.clock.nowMs += HOUR_MS;
    const again = await post(Object.fromEntries(Object.entries(conversionOf()).reverse()));
    expect([again.status, await again.text()]).toEqual([202, await first.text()]);
    expect(edge.conversions.taken[1]).toEqual(edge.conversions.taken[0]);
  });

  it("sent twenty times at once is stored once, and each gets the same bytes", async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(conversionOf())));
    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(texts).size).toBe(1);
    expect((await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` })).objects).toHaveLength(1);
    expect(new Set(edge.conversions.taken.map((message) => JSON.stringify(message))).size).toBe(1);
  });

  it.each([{ amount_minor: "12991" }, { currency: "USD" }, { metadata: { a: "1" } }, { click_id: "other" }])(
    "that uses an external id again with %j is 409, and not queued",
    async (changes) => {
      await post(conversionOf());
      const error = await refusalOf(await post(conversionOf(changes)));
      expect([error.code, error.param]).toEqual(["conversion_conflict", "external_id"]);
      expect(edge.conversions.taken).toHaveLength(1);
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
    expect(edge.conversions.taken[0]?.request).toMatchObject({ click_id: "a", click_ids: ["b", "c"] });
    expect((await post(conversionOf({ click_id: "a", click_ids: ["b", "c"] }))).status).toBe(202);
    await post(conversionOf({ external_id: "order-2", click_id: "a", click_ids: ["a"] }));
    expect(edge.conversions.taken[2]?.request).not.toHaveProperty("click_ids");
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
    const response = await edge.call("http://localhost/v1/conversions", { method: "POST", headers, body });
    expect(response.status).toBe(202);
  });
});

describe("a key", () => {
  it.each([
    ["none", null],
    ["no key", "Bearer "],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["a text that is no key", "Bearer tb_live_x"],
    ["two keys", "Bearer a b"],
  ])("is asked for: %s is 401", async (_, authorization) => {
    const response = await post(conversionOf(), { authorization });
    expect(response.headers.get("www-authenticate")).toBe(`Bearer realm="tributary"`);
    expect((await refusalOf(response)).code).toBe("unauthenticated");
  });

  it("must be known, active and not expired, else 401", async () => {
    const keys = [
      formatKey("secret_live", randomBytes(32)),
      await publishKey({ status: "revoked" }),
      await publishKey({ expires_at_ms: edge.clock.nowMs }),
    ];
    for (const each of keys) {
      expect((await refusalOf(await post(conversionOf(), { authorization: `Bearer ${each}` }))).code).toBe(
        "unauthenticated",
      );
    }
    expect(edge.conversions.taken).toEqual([]);
  });

  it("must be secret and have the scope, else 403", async () => {
    const keys = [
      await publishKey({ kind: "publishable" }),
      await publishKey({ scopes: ["conversions:read"] }),
      await publishKey({ scopes: [] }),
    ];
    for (const each of keys) {
      expect((await refusalOf(await post(conversionOf(), { authorization: `Bearer ${each}` }))).code).toBe(
        "forbidden",
      );
    }
  });

  it("of the test mode is as good as one of the live mode", async () => {
    const authorization = `Bearer ${await publishKey({ kind: "secret_test", workspace_id: workspaceId })}`;
    expect((await post(conversionOf(), { authorization })).status).toBe(202);
  });

  it("that was seen is good while the store is away; one that was not is 503, and never 401", async () => {
    await post(conversionOf());
    edge.env.PUBLISHED = awayStore<KVNamespace>();
    edge.clock.nowMs += HOUR_MS;
    expect((await post(conversionOf())).status).toBe(202);
    key = await publishKey();
    const response = await post(conversionOf());
    expect(response.headers.get("retry-after")).toBe("5");
    expect((await refusalOf(response)).code).toBe("unavailable");
  });

  it("whose stored copy cannot be understood is 503", async () => {
    key = formatKey("secret_live", randomBytes(32));
    await env.PUBLISHED.put(apiKeyKey(hashApiKey(key, env.API_KEY_PEPPER)), `{"v":2}`);
    expect((await refusalOf(await post(conversionOf()))).code).toBe("unavailable");
  });

  it("is in no log and in no answer", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    edge.env.PUBLISHED = awayStore<KVNamespace>();
    const text = await (await post(conversionOf())).text();
    expect(logged).toHaveBeenCalled();
    expect(text + String(logged.mock.calls)).not.toContain(key.slice(8));
  });
});

describe("a body", () => {
  it.each(["", "{", "[1", "nonsense", '{"external_id": }'])("that is not JSON (%j) is 400", async (body) => {
    expect((await refusalOf(await post(body))).code).toBe("malformed_json");
  });

  it("that is not UTF-8 is 400", async () => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await edge.call(URL_OF_INTAKE, {
      method: "POST",
      headers,
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect((await refusalOf(response)).code).toBe("malformed_json");
  });

  it.each([null, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "said to be %j is 415",
    async (type) => {
      expect((await refusalOf(await post(conversionOf(), { "content-type": type }))).code).toBe(
        "unsupported_media_type",
      );
    },
  );

  it("over 64 KiB is 413, and one just below is read", async () => {
    const long = (bytes: number) => {
      const text = JSON.stringify(conversionOf({ coupon_code: "" }));
      return text.replace(`"coupon_code":""`, `"coupon_code":"${"x".repeat(bytes - text.length)}"`);
    };
    expect((await refusalOf(await post(long(65_537)))).code).toBe("body_too_large");
    expect((await refusalOf(await post(long(65_536)))).param).toBe("coupon_code");
  });

  it.each([
    ["amount_minor", "-1"],
    ["amount_minor", -1],
    ["amount_minor", "1.5"],
    ["amount_minor", 1.5],
    ["amount_minor", "12345678901234567890"],
    ["amount_minor", 12_345_678_901_234_567_000],
    ["amount_minor", "1e3"],
    ["amount_minor", "007"],
    ["amount_minor", " 1"],
    ["amount_minor", null],
    ["amount_minor", {}],
    ["currency", "EURO"],
    ["currency", "eur"],
    ["currency", "XXX"],
    ["occurred_at", "yesterday"],
    ["occurred_at", "2026-11-20"],
    ["occurred_at", "2026-11-20T10:00:00"],
    ["occurred_at", "2026-02-30T10:00:00Z"],
    ["occurred_at", 1_763_632_800_000],
    ["occurred_at", "1999-12-31T23:59:59Z"],
    ["occurred_at", "0000-01-01T00:00:00Z"],
    ["occurred_at", "9999-12-31T23:59:59Z"],
    ["external_id", ""],
    ["external_id", 7],
    ["external_id", "a\u0000b"],
    ["external_id", "\ud800"],
    ["external_id", "x".repeat(256)],
    ["event", ""],
    ["click_id", ""],
    ["click_ids", "abc"],
    ["coupon_code", "x".repeat(65)],
    ["items", {}],
    ["customer", "me"],
    ["metadata", []],
    ["unheard_of", 1],
  ])("with %s = %j is 422 and names it", async (param, value) => {
    const error = await refusalOf(await post(conversionOf({ [param]: value })));
    expect([error.code, error.param]).toEqual(["invalid_parameter", param]);
    expect(edge.conversions.taken).toEqual([]);
  });

  it.each(["null", "[]", "7", '"text"', "true"])("that is no object (%s) is 422", async (body) => {
    expect((await refusalOf(await post(body))).code).toBe("invalid_parameter");
  });

  it("with several faults has all of them listed", async () => {
    const { event: _, ...rest } = conversionOf();
    const items = [{ sku: "a", quantity: 0, amount_minor: "1" }];
    const error = await refusalOf(await post({ ...rest, amount_minor: "-1", items, extra: 1, more: 2 }));
    expect(error.errors.map(({ param, code }) => [param, code])).toEqual([
      ["event", "missing_field"],
      ["amount_minor", "invalid_value"],
      ["items[0].quantity", "invalid_value"],
      ["extra", "unknown_field"],
      ["more", "unknown_field"],
    ]);
  });

  it("may be as much as a day ahead of our clock", async () => {
    const at = (aheadMs: number) => new Date(edge.clock.nowMs + aheadMs).toISOString();
    expect((await post(conversionOf({ occurred_at: at(24 * HOUR_MS) }))).status).toBe(202);
    const error = await refusalOf(
      await post(conversionOf({ external_id: "order-2", occurred_at: at(24 * HOUR_MS + MINUTE_MS) })),
    );
    expect(error.param).toBe("occurred_at");
  });
});

describe("stores that are away", () => {
  it("the bucket: the queue alone is enough", async () => {
    edge.env.INTAKE = awayStore<R2Bucket>();
    const first = await post(conversionOf());
    expect(first.status).toBe(202);
    expect(edge.conversions.taken).toHaveLength(1);
  });

  it("the queue: the conversion is left in the bucket's spill", async () => {
    edge.conversions.onSend = refuse;
    expect((await post(conversionOf())).status).toBe(202);
    const [object] = await spilled();
    const message = await (await env.INTAKE.get(object?.key ?? ""))?.json();
    expect(conversionMessage.parse(message)).toMatchObject({ workspace_id: workspaceId });
    expect(edge.conversions.attempts).toBe(2);
  });

  it("the queue for a moment: it is asked twice, and nothing is spilled", async () => {
    edge.conversions.onSend = async () => {
      if (edge.conversions.attempts === 1) await refuse();
    };
    expect((await post(conversionOf())).status).toBe(202);
    expect([edge.conversions.taken.length, (await spilled()).length]).toEqual([1, 0]);
  });

  it("both: 503 with Retry-After, and the same request is taken once they are back", async () => {
    const { INTAKE } = edge.env;
    edge.env.INTAKE = awayStore<R2Bucket>();
    edge.conversions.onSend = refuse;
    const response = await post(conversionOf());
    expect(response.headers.get("retry-after")).toBe("5");
    expect((await refusalOf(response)).code).toBe("unavailable");
    edge.env.INTAKE = INTAKE;
    edge.conversions.onSend = async () => undefined;
    expect((await post(conversionOf())).status).toBe(202);
    expect(edge.conversions.taken).toHaveLength(1);
  });
});

describe("other calls", () => {
  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s /v1/conversions is 405", async (method) => {
    const response = await edge.call(URL_OF_INTAKE, { method });
    expect(response.headers.get("allow")).toBe("POST");
    expect((await refusalOf(response)).code).toBe("method_not_allowed");
  });

  it.each(["/v1/unknown", "/v1/conversions/cnv_1", "/v1/", "/v1"])(
    "%s is 404 in the form of the API",
    async (path) => {
      expect((await refusalOf(await edge.call(`http://localhost${path}`))).code).toBe("not_found");
    },
  );

  it("a broken deployment is 500, and the answer does not say what broke", async () => {
    edge = createEdge({ API_KEY_PEPPER: "" });
    const response = await post(conversionOf());
    expect(await response.clone().text()).not.toContain("PEPPER");
    expect((await refusalOf(response)).code).toBe("internal");
  });
});
