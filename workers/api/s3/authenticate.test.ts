import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveSecret } from "../../../platform/keys.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { putLogHour } from "../../../tests/support/log-hours.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample } from "../../../tests/support/sample.ts";
import { type Signed, type Signing, sendSigned, signGet } from "../../../tests/support/signed-requests.ts";

const BUCKET = "http://localhost:8788/s3/clicks";
const LIST = `${BUCKET}?list-type=2`;
const MINUTE_MS = 60_000;
const NO_BODY = sha256Hex("");

let database: TestDatabase;
let api: TestApi;
let keyId: string;
/** Keys that are good for nothing here, by what is wrong with them. */
const useless = new Map<string, string>();
let object: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, []);
  await asOwner(database.ownerUrl, async (db) => {
    const { workspaceId } = await insertSample(db);
    const insert = async (
      ...given: Parameters<typeof insertKey> extends [unknown, unknown, ...infer R] ? R : never
    ) => (await insertKey(db, workspaceId, ...given)).keyId;
    keyId = await insert({ scopes: ["exports:read"] });
    useless.set("scope", await insert({ scopes: ["clicks:read", "conversions:read"] }));
    useless.set("publishable", await insert({ kind: "publishable" }));
    useless.set("postback", await insert({ kind: "postback" }));
    useless.set("expired", await insert());
    useless.set("revoked", await insert());
    await db.execute(`update api_keys set expires_at = now() where id = '${useless.get("expired")}'`);
    await db.execute(
      `update api_keys set status = 'revoked', revoked_at = now() where id = '${useless.get("revoked")}'`,
    );
    const [part] = await putLogHour(api.env.CLICK_LOG, workspaceId, "2026-11-20T09:00:00Z", ["content"]);
    object = `${BUCKET}/${part?.name}`;
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const sign = (signing: Partial<Signing> = {}) => signGet(api, { url: LIST, accessKeyId: keyId, ...signing });
const outcome = (signed: Signed) => sendSigned(api, signed);

async function afterChange(signing: Partial<Signing>, change: (signed: Signed) => void) {
  const signed = await sign(signing);
  change(signed);
  return outcome(signed);
}

const MISMATCH = [403, "SignatureDoesNotMatch"];
const ACCEPTED = [200, null];

describe("a request as its client signed it", () => {
  it.each([
    ["in the header", {}],
    ["in the address", { isPresigned: true }],
    ["for any region", { region: "eu-central-1" }],
    ["with a hash of no body", { headers: { "x-amz-content-sha256": NO_BODY } }],
    ["with further headers", { headers: { range: "bytes=0-1", "x-amz-request-payer": "requester" } }],
    ["14 minutes ago", { agoMs: 14 * MINUTE_MS }],
    ["14 minutes from now", { agoMs: -14 * MINUTE_MS }],
    [
      "in an address a day ago",
      { isPresigned: true, agoMs: 23 * 60 * MINUTE_MS, url: `${LIST}&X-Amz-Expires=86400` },
    ],
  ])("is answered if signed %s", async (_, signing: Partial<Signing>) => {
    expect(await outcome(await sign(signing))).toEqual(ACCEPTED);
  });

  it("is answered whatever else its query holds, and in any order", async () => {
    expect(
      await outcome(await sign({ url: `${BUCKET}?prefix=a+b%2Fc%20d&list-type=2&delimiter=&x-id=List` })),
    ).toEqual(ACCEPTED);
    expect(await outcome(await sign({ url: object, isPresigned: true }))).toEqual(ACCEPTED);
  });

  it("is answered by the name of the host that it was sent to", async () => {
    const signed = await sign({ url: LIST.replace("localhost:8788", "api.example.com") });
    signed.url.host = "localhost:8788";
    expect(await outcome(signed)).toEqual(MISMATCH);
    signed.headers.set("host", "api.example.com");
    expect(await outcome(signed)).toEqual(ACCEPTED);
  });
});

describe.each([false, true])(
  "a request that was changed on its way, signed in the address: %s",
  (isPresigned) => {
    it.each<[string, (signed: Signed) => void]>([
      ["host", ({ url }) => void Object.assign(url, { host: "localhost:8789" })],
      ["path", ({ url }) => void Object.assign(url, { pathname: "/s3/other" })],
      ["way to the bucket", ({ url }) => void Object.assign(url, { pathname: "/s3-clicks" })],
      ["parameter", ({ url }) => void url.searchParams.set("prefix", "day")],
      ["number of one parameter", ({ url }) => void url.searchParams.append("list-type", "1")],
      ["method", (signed) => void Object.assign(signed, { method: "HEAD" })],
    ])("is refused for another %s", async (_, change) => {
      const [status] = await afterChange({ isPresigned }, change);
      expect(status).toBe(403);
    });
  },
);

describe("a request whose signature was changed", () => {
  const inHeader = (from: RegExp, to: string | ((found: string) => string)) => (signed: Signed) => {
    const header = signed.headers.get("authorization") ?? "";
    expect(header).toMatch(from);
    signed.headers.set("authorization", header.replace(from, typeof to === "string" ? () => to : to));
  };
  /** Another digit for the last one. */
  const turn = (digit: string): string => (digit === "0" ? "1" : "0");

  it.each<[string, (signed: Signed) => void]>([
    ["digit", inHeader(/[0-9a-f]$/, turn)],
    ["region", inHeader(/\/auto\//, "/us-east-1/")],
    ["list of headers", inHeader(/(?<=SignedHeaders=)[^,]*/, (names) => `${names};x-more`)],
    [
      "order of the headers",
      inHeader(/(?<=SignedHeaders=)[^,]*/, (names) => names.split(";").reverse().join(";")),
    ],
    [
      "time",
      ({ headers }) => headers.set("x-amz-date", headers.get("x-amz-date")?.replace(/\d(?=Z$)/, turn) ?? ""),
    ],
    ["payload hash", ({ headers }) => headers.set("x-amz-content-sha256", NO_BODY)],
  ])("is refused for another %s", async (_, change) => {
    expect(await afterChange({}, change)).toEqual(MISMATCH);
  });

  it("is refused for a signed header of another value, and for one that is gone", async () => {
    const signing = { url: object, headers: { range: "bytes=0-1" }, allHeaders: true };
    expect(await afterChange(signing, () => undefined)).toEqual([206, null]);
    expect(await afterChange(signing, ({ headers }) => headers.set("range", "bytes=0-2"))).toEqual(MISMATCH);
    expect(await afterChange(signing, ({ headers }) => headers.delete("range"))).toEqual(MISMATCH);
  });

  it("is refused for a header of S3 that was added, signed or not", async () => {
    const added = await afterChange({}, ({ headers }) => headers.set("x-amz-request-payer", "requester"));
    expect(added).toEqual([403, "AccessDenied"]);
    expect(await afterChange({}, inHeader(/host;/, ""))).toEqual([403, "AccessDenied"]);
  });

  it("is refused for a lifetime of the address that was drawn out", async () => {
    const url = `${LIST}&X-Amz-Expires=60`;
    const stretch = ({ url }: Signed) => url.searchParams.set("X-Amz-Expires", "600");
    expect(await afterChange({ url, isPresigned: true }, stretch)).toEqual(MISMATCH);
  });
});

describe("a request that no key of the log signed", () => {
  it.each([
    ["none", () => "key_00000000000000000000000000"],
    ["something else", () => "AKIAIOSFODNN7EXAMPLE"],
    ["a revoked key", () => useless.get("revoked")],
    ["an expired key", () => useless.get("expired")],
  ])("is refused as by an unknown key: %s", async (_, accessKeyId) => {
    const signed = await sign({ accessKeyId: accessKeyId() ?? "" });
    expect(await outcome(signed)).toEqual([403, "InvalidAccessKeyId"]);
  });

  it.each(["scope", "publishable", "postback"])("is refused though well signed, by its %s", async (what) => {
    expect(await outcome(await sign({ accessKeyId: useless.get(what) ?? "" }))).toEqual([
      403,
      "AccessDenied",
    ]);
  });

  it("is refused for the secret of another key, and for that of another pepper", async () => {
    const other = deriveSecret(api.env.API_KEY_PEPPER, "s3", useless.get("scope") ?? "");
    const pixel = deriveSecret(api.env.API_KEY_PEPPER, "pixel", keyId);
    const pepper = deriveSecret(api.env.EXPORT_URL_KEY, "s3", keyId);
    for (const secret of [other, pixel, pepper, "", keyId]) {
      expect(await outcome(await sign({ secret }))).toEqual(MISMATCH);
    }
  });

  it("is refused with an API key in the place of a signature", async () => {
    const headers = new Headers({ authorization: "Bearer tb_live_x" });
    expect(await outcome({ method: "GET", url: new URL(LIST), headers })).toEqual([400, "InvalidRequest"]);
  });
});

describe("a request out of time", () => {
  it.each([16, -16])("is refused %i minutes after it was signed", async (minutes) => {
    expect(await outcome(await sign({ agoMs: minutes * MINUTE_MS }))).toEqual([403, "RequestTimeTooSkewed"]);
  });

  it("is refused by its address once that has expired, or long before it was made", async () => {
    const expired = await sign({ url: `${LIST}&X-Amz-Expires=60`, isPresigned: true, agoMs: 61_000 });
    expect(await outcome(expired)).toEqual([403, "AccessDenied"]);
    const early = await sign({ isPresigned: true, agoMs: -16 * MINUTE_MS });
    expect(await outcome(early)).toEqual([403, "AccessDenied"]);
  });
});

describe("a request of wrong form", () => {
  const send = (url: string, headers: Record<string, string> = {}) =>
    outcome({ method: "GET", url: new URL(url), headers: new Headers(headers) });

  it("is refused without a signature, or with two", async () => {
    expect(await send(LIST)).toEqual([403, "AccessDenied"]);
    const signed = await sign({ isPresigned: true });
    signed.headers.set("authorization", "AWS4-HMAC-SHA256 x");
    expect(await outcome(signed)).toEqual([400, "InvalidArgument"]);
  });

  it("is refused for a hash of a body, since there is none", async () => {
    const headers = { "x-amz-content-sha256": "a".repeat(64) };
    expect(await outcome(await sign({ headers }))).toEqual([400, "XAmzContentSHA256Mismatch"]);
  });

  it.each<[string, (signed: Signed) => void, string]>([
    ["no time", ({ headers }) => headers.delete("x-amz-date"), "AccessDenied"],
    [
      "a time that is none",
      ({ headers }) => headers.set("x-amz-date", "today"),
      "AuthorizationHeaderMalformed",
    ],
    [
      "a time of another day",
      ({ headers }) => headers.set("x-amz-date", "20130524T000000Z"),
      "AuthorizationHeaderMalformed",
    ],
    [
      "a day that is none",
      ({ headers }) => headers.set("x-amz-date", "20261399T000000Z"),
      "AuthorizationHeaderMalformed",
    ],
    ["no payload hash", ({ headers }) => headers.delete("x-amz-content-sha256"), "InvalidRequest"],
    [
      "another algorithm",
      ({ headers }) => headers.set("authorization", "AWS key:signature"),
      "InvalidRequest",
    ],
    [
      "nothing but the algorithm",
      ({ headers }) => headers.set("authorization", "AWS4-HMAC-SHA256"),
      "AuthorizationHeaderMalformed",
    ],
    [
      "a short signature",
      ({ headers }) => headers.set("authorization", (headers.get("authorization") ?? "").slice(0, -1)),
      "AuthorizationHeaderMalformed",
    ],
  ])("is refused with %s", async (_, change, code) => {
    const [status, answered] = await afterChange({}, change);
    expect([status >= 400 && status < 500, answered]).toEqual([true, code]);
  });

  it("is refused for another service", async () => {
    const headers = new Headers((await sign({ service: "sts" })).headers);
    expect(await send(LIST, Object.fromEntries(headers))).toEqual([400, "AuthorizationHeaderMalformed"]);
  });

  it.each(["0", "604801", "ten", "-1", "1e3"])(
    "is refused for an address that lives %s seconds",
    async (expires) => {
      const signed = await sign({ url: `${LIST}&X-Amz-Expires=${expires}`, isPresigned: true });
      expect(await outcome(signed)).toEqual([400, "AuthorizationQueryParametersError"]);
    },
  );

  it.each([
    `${LIST}&X-Amz-Signature=x`,
    `${LIST}&X-Amz-Algorithm=AWS4-HMAC-SHA1`,
    `${LIST}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60`,
  ])("is refused as %s", async (url) => {
    expect(await send(url)).toEqual([400, "AuthorizationQueryParametersError"]);
  });
});
