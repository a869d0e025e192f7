import { describe, expect, it } from "vitest";
import { PERSON_ROUTES } from "../../workers/api/sign-in/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { asOwnerSql, openBrowser, signIn } from "../support/people.ts";

const shop = apiWithSample();
const pathOf = (path: string): string => path.replaceAll(/:\w+/g, "none");

it("are declared once, each with who may call it and a sentence", () => {
  const names = PERSON_ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(PERSON_ROUTES.filter(({ summary }) => !summary.endsWith("."))).toEqual([]);
  expect(new Set(PERSON_ROUTES.map(({ access }) => access))).toEqual(new Set(["anyone", "session"]));
});

describe.each(PERSON_ROUTES)("$method $path", ({ method, path, access }) => {
  it.runIf(access === "session")(
    "answers 401 without a session, by a key, and by one that ended",
    async () => {
      const browser = openBrowser(shop);
      const revoked = await signIn(shop, "gone@routes.example");
      await asOwnerSql(shop, "delete from sign_in_throttles");
      const { cookie } = revoked;
      await revoked.call("POST", "/v1/session/sign-out");
      for (const headers of [{}, { authorization: `Bearer ${shop.key}` }, { cookie: cookie ?? "" }]) {
        const { status, body } = await browser.call(method, pathOf(path), undefined, headers);
        expect([status, body.error.code]).toEqual([401, "unauthenticated"]);
      }
    },
  );

  it.runIf(method !== "GET")("answers 403 to a call from another origin, or from none", async () => {
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, {}]) {
      const { status } = await shop.api.call(method, pathOf(path), null, {}, headers);
      expect([headers, status]).toEqual([headers, 403]);
    }
  });

  it.runIf(method !== "GET")("answers 422 to a key that would promise more than is kept", async () => {
    const headers = { "idempotency-key": "once" };
    const { status, body } = await openBrowser(shop).call(method, pathOf(path), {}, headers);
    expect([status, body.error.param]).toEqual([422, "Idempotency-Key"]);
  });

  it("answers 4xx, and never 5xx, to bodies that are none", async () => {
    const browser = await signIn(shop, "bodies@routes.example");
    await asOwnerSql(shop, "delete from sign_in_throttles");
    if (method === "GET") return;
    const bodies = [
      "{",
      "[]",
      "null",
      '{"__proto__":1}',
      '{"id":1e400}',
      '{"token":"\\ud800"}',
      '{"email":"a@b.c\\u0000"}',
    ];
    for (const text of bodies) {
      const answer = await browser.call(method, pathOf(path), new Blob([text]), {
        "content-type": "application/json",
      });
      expect(answer.status, text).toBeGreaterThanOrEqual(400);
      expect(answer.status, text).toBeLessThan(500);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });
});

it("lets a person recompute the chain of what happened to its account", async () => {
  const browser = await signIn(shop, "chained@routes.example");
  const listed = await browser.call("GET", "/v1/people/me/events");
  const { status, body } = await browser.call("GET", "/v1/people/me/events/verify");
  expect([status, body]).toMatchObject([
    200,
    { object: "audit_verification", status: "intact", acts_count: listed.body.data.length, fault: null },
  ]);
  const beyond = await browser.call("GET", "/v1/people/me/events/verify?after=99");
  expect([beyond.status, beyond.body.error.param]).toEqual([422, "after"]);
});
