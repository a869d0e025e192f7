import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type PublishedHost, publishedHost } from "../../contracts/published.ts";
import { hostKey } from "../../core/link/published-keys.ts";
import { SNIPPET } from "../../workers/intake/snippet-text.ts";
import { awayStore } from "../support/worker-fakes.ts";
import { createTestIntake } from "./intake-env.ts";

const APPLE = { applinks: { details: [{ appIDs: ["TEAM.app"], components: [{ "/": "/*" }] }] } };
const ANDROID = [
  { relation: ["delegate_permission/common.handle_all_urls"], target: { namespace: "android_app" } },
];
const APPLE_PATH = "/.well-known/apple-app-site-association";
const ANDROID_PATH = "/.well-known/assetlinks.json";

let intake: ReturnType<typeof createTestIntake>;
let hosts = 0;

async function publishHost(changes: Partial<PublishedHost> = {}): Promise<string> {
  hosts += 1;
  const host = `go${hosts}.shop.example`;
  const copy = publishedHost.parse({
    ...{ v: 1, workspace_id: "ws_one", host, status: "verified", root_url: null },
    ...{ apple_association: null, android_asset_links: null },
    ...changes,
  });
  await env.PUBLISHED.put(hostKey(host), JSON.stringify(copy));
  return `https://${host}`;
}

beforeEach(() => {
  intake = createTestIntake();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a link host", () => {
  it.each([
    [APPLE_PATH, { apple_association: APPLE }, APPLE],
    [ANDROID_PATH, { android_asset_links: ANDROID }, ANDROID],
  ])("gives apps the file they look for at %s, as its workspace wrote it", async (path, changes, content) => {
    const response = await intake.call(`${await publishHost(changes)}${path}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(response.headers.get("cache-control")).toBe("public, max-age=300");
    expect(await response.json()).toEqual(content);
  });

  it.each([APPLE_PATH, ANDROID_PATH])("has no file at %s unless its workspace wrote one", async (path) => {
    for (const origin of ["https://unknown.example", "http://localhost", await publishHost()]) {
      expect((await intake.call(`${origin}${path}`)).status).toBe(404);
    }
  });

  it("sends whoever asks for itself where its workspace wants, and else says that there is nothing", async () => {
    const response = await intake.call(`${await publishHost({ root_url: "https://shop.example/links" })}/`);
    expect([response.status, response.headers.get("location")]).toEqual([302, "https://shop.example/links"]);
    for (const origin of ["https://unknown.example", "http://localhost", await publishHost()]) {
      expect((await intake.call(`${origin}/`)).status).toBe(404);
    }
  });

  it("serves nothing once its proof failed", async () => {
    const failed = await publishHost({
      ...{ status: "failed", root_url: "https://shop.example" },
      ...{ apple_association: APPLE, android_asset_links: ANDROID },
    });
    for (const path of ["/", APPLE_PATH, ANDROID_PATH]) {
      expect((await intake.call(`${failed}${path}`)).status).toBe(404);
    }
  });

  it("says 503 while nobody can tell, and serves what is known", async () => {
    const known = await publishHost({ apple_association: APPLE });
    await intake.call(`${known}${APPLE_PATH}`);
    intake.env.PUBLISHED = awayStore<KVNamespace>();
    intake.clock.nowMs += 60_000;
    expect((await intake.call(`${known}${APPLE_PATH}`)).status).toBe(200);
    for (const path of ["/", ANDROID_PATH]) {
      const response = await intake.call(`https://go-unknown.example${path}`);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    }
  });

  it("asks crawlers to leave links alone, and has a page for everything else", async () => {
    const robots = await intake.call("https://localhost/robots.txt");
    expect(await robots.text()).toBe("User-agent: *\nDisallow: /\n");
    for (const path of ["/favicon.ico", "/a/b", "/.well-known/other", "/a.b", "/%00", "//"]) {
      const response = await intake.call(`https://localhost${path}`);
      expect([path, response.status, response.headers.get("content-type")]).toEqual([
        path,
        404,
        "text/html; charset=UTF-8",
      ]);
    }
  });

  it("of a name that is longer than any is no key of the store", async () => {
    const long = `${"a.".repeat(300)}example`;
    expect((await intake.call(`https://${long}/`)).status).toBe(404);
  });
});

describe("the browser snippet", () => {
  const ask = (headers: Record<string, string> = {}) => intake.call("https://localhost/t.js", { headers });

  it("is served to any page for an hour", async () => {
    const response = await ask();
    expect([response.status, await response.text()]).toEqual([200, SNIPPET]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/javascript; charset=UTF-8",
      "cache-control": "public, max-age=3600",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("is not sent again to whoever has it", async () => {
    const etag = (await ask()).headers.get("etag") ?? "";
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = await ask({ "if-none-match": tag });
      expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([304, "", etag]);
    }
    for (const tag of ['"other"', "", etag.slice(1)])
      expect((await ask({ "if-none-match": tag })).status).toBe(200);
  });
});
