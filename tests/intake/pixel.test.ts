import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatKey } from "../../core/access/key-format.ts";
import { deriveSecret } from "../../platform/keys.ts";
import { randomBytes } from "../../platform/random.ts";
import { signedText, signOrder } from "../../workers/intake/pixel-signature.ts";
import { awayStore, publishKey, refuse } from "../support/worker-fakes.ts";
import { createTestIntake } from "./intake-env.ts";

const CLICK = "AaH807IUW9novGoJFQXfmiYgCbsdrQs3";
const ORDER = { order: "A-1", amount: "12.90", currency: "EUR" };

let intake: ReturnType<typeof createTestIntake>;
let workspaces = 0;
let workspaceId: string;
let key: string;
let keyId: string;

const sign = (order: Record<string, string>): string =>
  signOrder(order, deriveSecret(env.API_KEY_PEPPER, "pixel", keyId));
/** An order as the merchant's server signed it. */
const signed = (order: Record<string, string> = ORDER) => ({ key, ...order, sig: sign(order) });
const show = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  intake.call(`http://localhost/v1/pixel.gif?${new URLSearchParams(parameters)}`, { headers });
/** The status of an image and what came of it, after a check that it is one. */
async function resultOf(response: Response): Promise<[number, string | null]> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([bytes.length, new TextDecoder().decode(bytes.subarray(0, 6)), bytes.at(-1)]).toEqual([
    43,
    "GIF89a",
    0x3b,
  ]);
  expect(response.headers.get("content-type")).toBe("image/gif");
  return [response.status, response.headers.get("tributary-result")];
}

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_pixel_${workspaces}`;
  keyId = `key_pixel_${workspaces}`;
  key = await publishKey({
    kind: "publishable",
    scopes: [],
    workspace_id: workspaceId,
    key_id: keyId,
    allowed_hosts: ["shop.example"],
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a pixel", () => {
  it("whose order is signed is a conversion; it is an image of one point that no cache keeps and no cookie comes with", async () => {
    const response = await show({ ...signed(), click_id: CLICK });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await resultOf(response)).toEqual([200, "accepted"]);
    expect(intake.conversions.accepted).toMatchObject([{ workspace_id: workspaceId, key_id: keyId }]);
    expect(intake.conversions.accepted[0]?.request).toEqual({
      external_id: "A-1",
      event: "sale",
      click_id: CLICK,
      amount_minor: "1290",
      currency: "EUR",
    });
  });

  it("is signed as docs/ways-in.md has it: name=value, by name, a line each", () => {
    const order = {
      order: "A-1",
      amount: "12.90",
      currency: "EUR",
      coupon_code: "ANNA10",
      event: "",
      customer_id: "c=1",
    };
    expect(signedText(order)).toBe(
      "amount=12.90\ncoupon_code=ANNA10\ncurrency=EUR\ncustomer_id=c=1\norder=A-1",
    );
    // Computed by openssl: printf 'amount=12.90\ncurrency=EUR\norder=A-1' | openssl dgst -sha256 -hmac secret -binary
    expect(signOrder(ORDER, "secret")).toBe("Dmfts7MLL7OjF-Jjh-vcJPI86HUZlr9H3fJObwfVu7g");
  });

  it("shown twenty times at once is one conversion", async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => show(signed())));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(intake.conversions.accepted.map(({ id }) => id)).size).toBe(1);
    expect((await env.INTAKE.list({ prefix: `conversions/${workspaceId}/` })).objects).toHaveLength(1);
  });

  it("books nothing for HEAD, which only looks", async () => {
    const address = `http://localhost/v1/pixel.gif?${new URLSearchParams(signed())}`;
    expect((await intake.call(address, { method: "HEAD" })).status).toBe(200);
    expect(intake.conversions.taken).toEqual([]);
  });

  it("of an order that a postback told of is the same conversion", async () => {
    const postback = await publishKey({ kind: "postback", workspace_id: workspaceId });
    const { order: txid, ...rest } = ORDER;
    await intake.call(
      `http://localhost/v1/postback?${new URLSearchParams({ key: postback, txid, ...rest })}`,
    );
    expect(await resultOf(await show(signed()))).toEqual([200, "accepted"]);
    expect(new Set(intake.conversions.accepted.map(({ id }) => id)).size).toBe(1);
  });

  it("of an order that differs from the first books nothing, and is kept as a bad row", async () => {
    await show(signed());
    const result = await resultOf(await show(signed({ ...ORDER, amount: "99.00" })));
    expect(result).toEqual([200, "refused; code=conversion_conflict; param=order"]);
    expect(intake.conversions.accepted).toHaveLength(1);
    expect(intake.conversions.refused).toMatchObject([{ refused: "conversion_conflict", source: "pixel" }]);
  });

  it("names the clicks that the browser keeps for the shop, unless the page does or the visitor refused", async () => {
    const cookie = `a=b; tb_clid=${CLICK}.mi000000.anna~${"b".repeat(32)}.mi000000~short~${CLICK}.mi000000; tb_vid=x`;
    const clicksOf = async (parameters: Record<string, string>, headers: Record<string, string>) => {
      await resultOf(await show(parameters, headers));
      const { click_id, click_ids } = intake.conversions.accepted.at(-1)?.request ?? {};
      return [click_id, click_ids];
    };
    const order = (id: string) => signed({ ...ORDER, order: id });
    expect(await clicksOf(order("1"), { cookie })).toEqual([CLICK, ["b".repeat(32)]]);
    expect(await clicksOf({ ...order("2"), click_id: "page" }, { cookie })).toEqual(["page", undefined]);
    expect(await clicksOf(order("3"), { cookie, "sec-gpc": "1" })).toEqual([undefined, undefined]);
    expect(await clicksOf(order("4"), { cookie: "tb_clid=" })).toEqual([undefined, undefined]);
  });
});

describe("a signature", () => {
  it("that is missing or wrong is answered by the image, books nothing, and is kept as a bad row", async () => {
    const unsigned = await show({ key, ...ORDER });
    expect(await resultOf(unsigned)).toEqual([200, "refused; code=forbidden; param=sig"]);
    const other = await show({ ...signed(), amount: "0.01" });
    expect(await resultOf(other)).toEqual([200, "refused; code=forbidden; param=sig"]);
    expect(intake.conversions.accepted).toEqual([]);
    expect(intake.conversions.refused).toMatchObject([
      { refused: "pixel_signature_missing", workspace_id: workspaceId, param: "sig", parameters: ORDER },
      { refused: "pixel_signature_wrong", parameters: { amount: "0.01", sig: expect.any(String) } },
    ]);
    expect(JSON.stringify(intake.conversions.taken)).not.toContain(key);
  });

  it("is of no use once anything of the order or of itself was changed: 200 ways", async () => {
    const order = { ...ORDER, event: "sale", coupon_code: "ANNA10", customer_id: "c-1" };
    const good = signed(order) as Record<string, string>;
    const names = Object.keys(good).filter((name) => name !== "key");
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom("flip", "cut", "add", "drop"),
        async (name, at, how) => {
          const value = good[name] ?? "";
          const place = at % value.length;
          const letter = value[place] === "1" ? "2" : "1";
          const changed = {
            flip: value.slice(0, place) + letter + value.slice(place + 1),
            cut: value.slice(0, place),
            add: `${value}${letter}`,
            drop: "",
          }[how];
          tried += 1;
          expect((await resultOf(await show({ ...good, [name]: changed })))[1]).toMatch(/^refused/);
        },
      ),
      { numRuns: 200 },
    );
    expect([tried, intake.conversions.accepted]).toEqual([200, []]);
    expect(await resultOf(await show(good))).toEqual([200, "accepted"]);
  });

  it("does not carry over to a field that was not signed, to another key, or to another shop", async () => {
    const added = { ...signed(), coupon_code: "MINE" };
    expect((await resultOf(await show(added)))[1]).toContain("param=sig");
    const other = await publishKey({ kind: "publishable", workspace_id: workspaceId, key_id: "key_other" });
    expect((await resultOf(await show({ ...signed(), key: other })))[1]).toContain("param=sig");
    expect(intake.conversions.accepted).toEqual([]);
  });

  it("does not make an order good that is malformed", async () => {
    for (const [param, value] of [
      ["amount", "12.900"],
      ["currency", "eur"],
      ["order", "a\nb"],
      ["event", "x".repeat(65)],
    ] as const) {
      const order = { ...ORDER, [param]: value };
      expect(await resultOf(await show(signed(order)))).toEqual([
        200,
        `refused; code=invalid_parameter; param=${param}`,
      ]);
    }
    expect(intake.conversions.accepted).toEqual([]);
    expect(intake.conversions.refused.map(({ refused }) => refused)).toEqual(
      Array(4).fill("report_malformed"),
    );
  });
});

describe("a key of a pixel", () => {
  it("that is not good is 401 or 403, by an image all the same, and nothing is kept", async () => {
    expect(await resultOf(await show(ORDER))).toEqual([401, "refused; code=unauthenticated; param=key"]);
    const unknown = formatKey("publishable", randomBytes(32));
    expect((await resultOf(await show({ ...signed(), key: unknown })))[0]).toBe(401);
    const secret = await publishKey({ workspace_id: workspaceId });
    expect((await resultOf(await show({ ...signed(), key: secret })))[0]).toBe(403);
    const twice = await intake.call(`http://localhost/v1/pixel.gif?${new URLSearchParams(signed())}&key=x`);
    expect(await resultOf(twice)).toEqual([422, "refused; code=invalid_parameter; param=key"]);
    expect(intake.conversions.taken).toEqual([]);
  });

  it("that nobody can check is 503, as is an order that no store would keep", async () => {
    const { PUBLISHED, INTAKE } = intake.env;
    intake.env.PUBLISHED = awayStore<KVNamespace>();
    expect((await resultOf(await show(signed())))[0]).toBe(503);
    intake.env.PUBLISHED = PUBLISHED;
    intake.env.INTAKE = awayStore<R2Bucket>();
    intake.conversions.onSend = refuse;
    const response = await show({ key, ...ORDER });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    intake.env.INTAKE = INTAKE;
    expect((await resultOf(await show(signed())))[0]).toBe(200);
  });
});

it("answers whatever is asked of the image by an image, and never by a 5xx", async () => {
  const text = fc.string({ unit: "binary", maxLength: 100 }).map((each) => each.replace(/\p{Cs}/gu, ""));
  const name = fc.oneof(
    text,
    fc.constantFrom("order", "amount", "currency", "event", "click_id", "click_ids", "sig"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, text), { maxLength: 8 }),
      fc.boolean(),
      async (pairs, isSigned) => {
        const order = Object.fromEntries(pairs.filter(([each]) => each !== "key" && each !== "sig"));
        const [status] = await resultOf(await show(isSigned ? signed(order) : { key, ...order }));
        expect(status).toBe(200);
      },
    ),
    { numRuns: 80 },
  );
});
