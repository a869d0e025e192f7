import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { BROWSER, publishLink } from "../../tests/support/worker-fakes.ts";

const call = (path: string, init: RequestInit = {}) =>
  (exports as { default: Fetcher }).default.fetch(`http://localhost${path}`, { redirect: "manual", ...init });

it("follows links and hands the rest on, with the real bindings", async () => {
  const slug = await publishLink();
  expect((await call(`/${slug}`, { headers: BROWSER })).status).toBe(302);
  expect((await call("/v1/conversions", { method: "POST" })).status).toBe(418);
});

it("answers many at once: no request is cancelled for waiting on another", async () => {
  const slug = await publishLink();
  const responses = await Promise.all(
    Array.from({ length: 200 }, () => call(`/${slug}`, { headers: BROWSER })),
  );
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([302]));
  const places = new Set(responses.map((response) => response.headers.get("location")));
  expect(places.size).toBe(200);
});
