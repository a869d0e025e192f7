import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { publishKey } from "../support/worker-fakes.ts";
import { ORIGIN, openPage } from "./direct-click-calls.ts";
import { refusalOf } from "./intake-calls.ts";

let shop: Awaited<ReturnType<typeof openPage>>;
let intake: typeof shop.intake;
const report: typeof shop.report = (...call) => shop.report(...call);
const send: typeof shop.send = (...call) => shop.send(...call);

beforeEach(async () => {
  shop = await openPage();
  intake = shop.intake;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a page", () => {
  it.each(["https://shop.example", "https://www.shop.example", "https://a.b.shop.example"])(
    "may be %s",
    async (origin) => {
      const response = await report({}, { headers: { origin } });
      expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([201, origin]);
    },
  );

  it.each([
    null,
    "",
    "null",
    "https://shop.example.evil.com",
    "https://evil-shop.example",
    "https://evilshop.example",
    "https://shop.example@evil.com",
    "https://evil.com#shop.example",
    "https://evil.com/shop.example",
    "https://shop.example/",
    "https://shop.example:8443",
    "https://SHOP.example",
    "HTTPS://shop.example",
    "https://shop.example.",
    "https://.shop.example",
    "http://shop.example",
    "ftp://shop.example",
    "chrome-extension://shop.example",
    "shop.example",
    "//shop.example",
    "https://shop.example https://evil.com",
    "https://shop\u00adexample",
    "https://xn--shop-example",
    "https://*.shop.example",
    "https://localhost",
  ])("may not be %j: 403 that no page can read, and nothing is kept", async (origin) => {
    const response = await report({}, { headers: { origin } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const error = await refusalOf(response);
    expect([error.code, error.param]).toEqual(["forbidden", "origin"]);
    expect(intake.clicks.clicks).toEqual([]);
  });

  it("of this machine may come by http and any port, where the key says so", async () => {
    shop.key = await publishKey({
      kind: "publishable",
      workspace_id: shop.workspaceId,
      allowed_hosts: ["localhost"],
    });
    expect((await report({}, { headers: { origin: "http://localhost:8080" } })).status).toBe(201);
    expect((await report({}, { headers: { origin: "http://localhost.evil.com:8080" } })).status).toBe(403);
  });

  it("is none of a key that names none", async () => {
    shop.key = await publishKey({ kind: "publishable", workspace_id: shop.workspaceId });
    expect((await refusalOf(await report())).param).toBe("origin");
  });

  it("may ask first what it may send", async () => {
    const url = "http://localhost/v1/clicks";
    const asked = await intake.call(url, { method: "OPTIONS", headers: { origin: ORIGIN } });
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, ORIGIN]);
    expect(asked.headers.get("access-control-allow-methods")).toBe("POST");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
    const none = await intake.call(url, { method: "OPTIONS", headers: { origin: "null" } });
    expect([none.status, none.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  });
});

describe("a refusal", () => {
  it.each([
    ["slug", { slug: undefined }],
    ["slug", { via: "x" }],
    ["slug", { slug: "no slug" }],
    ["slug", { slug: "x".repeat(65) }],
    ["slug", { slug: 7 }],
    ["url", { url: "javascript:alert(1)" }],
    ["url", { url: "/relative" }],
    ["url", { url: `https://x.example/${"x".repeat(8_192)}` }],
    ["referrer", { referrer: 7 }],
    ["consent", { consent: "maybe" }],
    ["sub1", { sub1: "x".repeat(256) }],
    ["sub8", { sub8: "a\u0000" }],
    ["sub9", { sub9: "x" }],
    ["host", { host: "" }],
    ["title", { title: "x" }],
  ])("of a wrong %s is 422 that names it, and the page may read it", async (param, changes) => {
    const response = await report(changes);
    expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    const error = await refusalOf(response);
    expect([error.code, error.param]).toEqual(["invalid_parameter", param]);
    expect(intake.clicks.clicks).toEqual([]);
  });

  it.each([
    ["no body", "", "malformed_json", null],
    ["no JSON", "slug=x", "malformed_json", null],
    ["no object", "[]", "unauthenticated", "key"],
    ["null", "null", "unauthenticated", "key"],
    ["a key that is no text", '{"key":7}', "invalid_parameter", "key"],
    ["too much", `"${"x".repeat(65_536)}"`, "body_too_large", null],
  ])("of %s is typed", async (_, body, code, param) => {
    const error = await refusalOf(await send(body));
    expect([error.code, error.param]).toEqual([code, param]);
  });

  it("of a form is 415, and of a key of another kind 403", async () => {
    const form = { headers: { "content-type": "application/x-www-form-urlencoded" } };
    expect((await refusalOf(await report({}, form))).code).toBe("unsupported_media_type");
    for (const kind of ["secret_live", "postback"] as const) {
      const other = await publishKey({ kind, workspace_id: shop.workspaceId });
      expect((await refusalOf(await report({ key: other }))).code).toBe("forbidden");
    }
  });

  it("of another method is 405", async () => {
    const response = await intake.call("http://localhost/v1/clicks");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

it("answers whatever a page sends with 201 or a 4xx", async () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const fields = fc.dictionary(
    fc.constantFrom("slug", "via", "url", "referrer", "sub1", "host", "consent", "title"),
    fc.oneof(json, fc.string({ unit: "binary" })),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fields, json), async (body) => {
      const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
      const response = await send(isObject ? { key: shop.key, ...body } : body);
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 120 },
  );
});
