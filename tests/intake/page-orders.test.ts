import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deriveSecret } from "../../platform/keys.ts";
import { signOrder } from "../../workers/intake/pixel-signature.ts";
import { publishKey } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

const CLICK = "AaH807IUW9novGoJFQXfmiYgCbsdrQs3";
const ORIGIN = "https://shop.example";
const ORDER = { order: "A-1", amount: "12.90", currency: "EUR" };

let intake: ReturnType<typeof createTestIntake>;
let workspaces = 0;
let key: string;
let keyId: string;

/** An order as the merchant's server signed it. */
const signed = (order: Record<string, string> = ORDER) => ({
  key,
  ...order,
  sig: signOrder(order, deriveSecret(env.API_KEY_PEPPER, "pixel", keyId)),
});
const post = (body: unknown, headers: Record<string, string> = {}) =>
  intake.call("http://localhost/v1/pixel", {
    method: "POST",
    headers: { origin: ORIGIN, "content-type": "text/plain;charset=UTF-8", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  keyId = `key_page_${workspaces}`;
  const workspace_id = `ws_page_${workspaces}`;
  key = await publishKey({
    kind: "publishable",
    workspace_id,
    key_id: keyId,
    allowed_hosts: ["shop.example"],
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("an order that a script of the page tells of", () => {
  it("is taken if it is signed, and only the page that asked may read that", async () => {
    const response = await post({
      ...signed({ ...ORDER, event: "lead" }),
      click_id: CLICK,
      click_ids: `${CLICK},${"b".repeat(32)},`,
    });
    expect([
      response.status,
      response.headers.get("access-control-allow-origin"),
      response.headers.get("vary"),
    ]).toEqual([202, ORIGIN, "Origin"]);
    const [message] = intake.conversions.accepted;
    expect(await response.json()).toEqual({
      id: message?.id,
      object: "conversion",
      status: "accepted",
      external_id: "A-1",
    });
    expect(message?.request).toMatchObject({ event: "lead", click_id: CLICK, click_ids: ["b".repeat(32)] });
  });

  it("and is not signed is 403 that names sig, whether sale or lead, and is kept as a bad row", async () => {
    for (const event of ["sale", "lead"]) {
      const response = await post({ key, ...ORDER, event });
      expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
      const error = await refusalOf(response);
      expect([error.code, error.param]).toEqual(["forbidden", "sig"]);
    }
    expect([intake.conversions.accepted.length, intake.conversions.refused.length]).toEqual([0, 2]);
  });

  it.each([
    ["{", "malformed_json", null],
    ["[]", "invalid_parameter", "body"],
  ])("as %s is refused", async (body, code, param) => {
    const error = await refusalOf(await post(body));
    expect([error.code, error.param]).toEqual([code, param]);
  });

  it("whose order is no text is 422, and is kept as a bad row", async () => {
    const error = await refusalOf(await post({ key, ...ORDER, order: [] }));
    expect([error.code, error.param]).toEqual(["invalid_parameter", "order"]);
    expect(intake.conversions.refused).toMatchObject([{ refused: "report_malformed", param: "order" }]);
  });

  it("may have members of any type that mean nothing here", async () => {
    const response = await post({ ...signed(), foo: {}, items: [{ sku: "A" }], test: false });
    expect([response.status, intake.conversions.accepted.length]).toEqual([202, 1]);
  });

  it.each([
    ["{", "text/plain", "malformed_json"],
    ["order=A-1", "application/x-www-form-urlencoded", "unsupported_media_type"],
  ])("as %s, under a key in the header, is kept as a bad row too", async (body, type, code) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": type };
    expect((await refusalOf(await post(body, headers))).code).toBe(code);
    expect(intake.conversions.refused).toMatchObject([
      { refused: "report_unreadable", source: "pixel", parameters: {}, body },
    ]);
    await post(body, { ...headers, origin: "https://evil.example" });
    expect(intake.conversions.refused).toHaveLength(1);
  });

  it("as a form is 415", async () => {
    const response = await post("order=A-1", { "content-type": "application/x-www-form-urlencoded" });
    expect((await refusalOf(response)).code).toBe("unsupported_media_type");
  });

  it("from a page that the key is not for is 403, and is not kept", async () => {
    const response = await post(signed(), { origin: "https://evil.example" });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect((await refusalOf(response)).param).toBe("origin");
    expect(intake.conversions.taken).toEqual([]);
  });
});
