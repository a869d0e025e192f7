import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatKey } from "../../core/access/key-format.ts";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { awayStore, publishKey } from "../support/worker-fakes.ts";
import { conversionOf, INTAKE_URL, postConversion, refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let intake: ReturnType<typeof createTestIntake>;
let key: string;
let workspaces = 0;
let workspaceId: string;
const post = (body: unknown, headers: Record<string, string | null> = {}): Promise<Response> =>
  postConversion({ intake, key }, body, headers);

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_refusals_${workspaces}`;
  key = await publishKey({ workspace_id: workspaceId });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
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
      await publishKey({ expires_at_ms: intake.clock.nowMs }),
    ];
    for (const each of keys) {
      expect((await refusalOf(await post(conversionOf(), { authorization: `Bearer ${each}` }))).code).toBe(
        "unauthenticated",
      );
    }
    expect(intake.conversions.taken).toEqual([]);
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
    intake.env.PUBLISHED = awayStore<KVNamespace>();
    intake.clock.nowMs += HOUR_MS;
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
    intake.env.PUBLISHED = awayStore<KVNamespace>();
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
    const response = await intake.call(INTAKE_URL, {
      method: "POST",
      headers,
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect((await refusalOf(response)).code).toBe("malformed_json");
  });

  it.each([
    ...[null, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""],
    "application/json; charset=latin1",
  ])("said to be %j is 415", async (type) => {
    expect((await refusalOf(await post(conversionOf(), { "content-type": type }))).code).toBe(
      "unsupported_media_type",
    );
  });

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
    ["currency", "XTS"],
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
    expect(intake.conversions.taken).toEqual([]);
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
    const at = (aheadMs: number) => new Date(intake.clock.nowMs + aheadMs).toISOString();
    expect((await post(conversionOf({ occurred_at: at(24 * HOUR_MS) }))).status).toBe(202);
    const error = await refusalOf(
      await post(conversionOf({ external_id: "order-2", occurred_at: at(24 * HOUR_MS + MINUTE_MS) })),
    );
    expect(error.param).toBe("occurred_at");
  });
});

describe("other calls", () => {
  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s /v1/conversions is 405", async (method) => {
    const response = await intake.call(INTAKE_URL, { method });
    expect(response.headers.get("allow")).toBe("POST");
    expect((await refusalOf(response)).code).toBe("method_not_allowed");
  });

  it.each(["/v1/unknown", "/v1/conversions/cnv_1", "/v1/", "/v1"])(
    "%s is 404 in the form of the API",
    async (path) => {
      expect((await refusalOf(await intake.call(`http://localhost${path}`))).code).toBe("not_found");
    },
  );

  it("a broken deployment is 500, and the answer does not say what broke", async () => {
    intake = createTestIntake({ API_KEY_PEPPER: "" });
    const response = await post(conversionOf());
    expect(await response.clone().text()).not.toContain("PEPPER");
    expect((await refusalOf(response)).code).toBe("internal");
  });
});
