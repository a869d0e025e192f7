import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import { linkKey } from "../../core/link/published-keys.ts";
import { awayStore, BROWSER, publishLink, refuse } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

const HOUR_MS = 60 * 60 * 1_000;
const asQueue = (queue: object): Queue => queue as Queue;

let edge: ReturnType<typeof createEdge>;
const follow = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  edge.call(`http://localhost/${path}`, { method, headers: { ...BROWSER, ...headers } });
const clickIdOf = (response: Response): string =>
  new URL(response.headers.get("location") ?? "").searchParams.get("tb_clid") ?? "";

beforeEach(() => {
  edge = createEdge();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("following a link", () => {
  it("sends the visitor on with a click id, and queues the click", async () => {
    const slug = await publishLink();
    const response = await follow(`${slug}?sub1=mail`, { referer: "https://blog.example/post" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toMatch(
      /^https:\/\/shop\.example\/product\?color=red&tb_clid=[\w-]{32}&afsrc=1#size$/,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    const [click] = edge.queuedClicks();
    expect(clickRecord.parse(click)).toMatchObject({
      id: clickIdOf(response),
      slug,
      host: "localhost",
      verdict: "human",
      visitor_kind: "cookie",
      referrer_host: "blog.example",
      sub_ids: ["mail", "", "", "", "", "", "", ""],
      is_opted_out: false,
      request_id: response.headers.get("request-id"),
    });
  });

  it.each([
    ["https://shop.example", "https://shop.example/?tb_clid=ID&afsrc=1"],
    [
      "https://shop.example/a?q=a%20b&sig=%7E+x&flag#f?x=1",
      "https://shop.example/a?q=a%20b&sig=%7E+x&flag&tb_clid=ID&afsrc=1#f?x=1",
    ],
    ["https://shop.example/?tb_clid=old&a=1", "https://shop.example/?tb_clid=ID&a=1&afsrc=1"],
  ])("keeps what is in %s", async (destination_url, expected) => {
    const response = await follow(await publishLink({ destination_url }));
    expect(response.headers.get("location")?.replace(/tb_clid=[\w-]{32}/, "tb_clid=ID")).toBe(expected);
  });

  it("serves every name of the link host as the first of them, and other hosts as themselves", async () => {
    const slug = await publishLink();
    const own = await publishLink({ host: "go.shop.example" });
    expect((await edge.call(`http://127.0.0.1/${slug}`, { headers: BROWSER })).status).toBe(302);
    expect((await edge.call(`http://LOCALHOST:8787/${slug}`, { headers: BROWSER })).status).toBe(302);
    expect((await edge.call(`http://go.shop.example/${own}`, { headers: BROWSER })).status).toBe(302);
    expect((await edge.call(`http://go.shop.example/${slug}`, { headers: BROWSER })).status).toBe(404);
    expect(edge.queuedClicks().map(({ host }) => host)).toEqual([
      "localhost",
      "localhost",
      "go.shop.example",
    ]);
  });

  it("takes country and network operator from Cloudflare", async () => {
    const slug = await publishLink();
    await edge.call(`http://localhost/${slug}`, { headers: BROWSER, cf: { country: "DE", asn: 3320 } });
    expect(edge.queuedClicks()[0]).toMatchObject({ country: "DE", asn: 3320 });
  });

  it("lets no address out: not whole, not in part, not into the queue, a log or an answer", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const slug = await publishLink();
    edge.clicks.onSend = refuse;
    const headers = { "cf-connecting-ip": "198.51.100.223", "x-forwarded-for": "198.51.100.223" };
    const response = await follow(slug, { ...headers, "sec-gpc": "1" });
    const { objects } = await env.INTAKE.list({ prefix: "spill/clicks/" });
    const spilled = await Promise.all(objects.map(async ({ key }) => (await env.INTAKE.get(key))?.text()));
    const left = JSON.stringify([spilled, logged.mock.calls, [...response.headers], await response.text()]);
    expect(left).toContain(slug);
    expect(left).not.toContain("198.51.100");
  });
});

describe("what cannot be followed", () => {
  it.each([
    ["unknown", 404],
    ["Unknown-_9", 404],
    ["x".repeat(64), 404],
  ])("/%s gets a plain page with %i", async (path, status) => {
    const response = await follow(path);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    expect(response.headers.get("request-id")).toMatch(/^req_[0-9a-f]{32}$/);
    expect(text).toContain(response.headers.get("request-id"));
    expect(text).not.toContain("<script");
  });

  it.each(["", "bad!slug", "%", "%00", "a/b", "x".repeat(65), "favicon.ico", "v1/conversions", "?to=x"])(
    "/%s is no link: the intake answers",
    async (path) => {
      expect((await follow(path)).status).toBe(418);
    },
  );

  it("is no link on a host whose name is longer than there can be", async () => {
    const host = Array.from({ length: 10 }, () => "a".repeat(60)).join(".");
    expect((await edge.call(`http://${host}/x`, { headers: BROWSER })).status).toBe(418);
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("is 405 by %s", async (method) => {
    const response = await follow(await publishLink(), {}, method);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(edge.queuedClicks()).toMatchObject([
      { verdict: "blocked", evidence: [`method_${method.toLowerCase()}`] },
    ]);
  });

  it("is 410 where the link is disabled or expired, from the very millisecond on", async () => {
    const nowMs = edge.clock.nowMs;
    const slugs = await Promise.all([
      publishLink({ status: "disabled" }),
      publishLink({ expires_at_ms: nowMs }),
      publishLink({ expires_at_ms: nowMs + 1 }),
    ]);
    const statuses = [];
    for (const slug of slugs) statuses.push((await follow(slug)).status);
    expect(statuses).toEqual([410, 410, 302]);
  });

  it("is 503, and never 404, where the stored link cannot be understood", async () => {
    for (const text of ["{", `{"v":2}`, JSON.stringify({ v: 1, destination_url: "javascript:alert(1)" })]) {
      const slug = crypto.randomUUID();
      await env.PUBLISHED.put(linkKey("localhost", slug), text);
      expect((await follow(slug)).status).toBe(503);
    }
    const slug = await publishLink({ destination_url: "javascript:alert(1)" });
    expect((await follow(slug)).status).toBe(503);
  });
});

describe("a store that is away", () => {
  it("leaves known links served for a day, and unknown ones 503 with Retry-After", async () => {
    const slug = await publishLink();
    await follow(slug);
    edge.env.PUBLISHED = awayStore<KVNamespace>();
    edge.clock.nowMs += HOUR_MS;
    expect((await follow(slug)).status).toBe(302);
    const unknown = await follow("unknown");
    expect([unknown.status, unknown.headers.get("retry-after")]).toEqual([503, "5"]);
    edge.clock.nowMs += 25 * HOUR_MS;
    expect((await follow(slug)).status).toBe(503);
  });

  it("serves a known link although every store refuses, and counts the lost click", async () => {
    const slug = await publishLink();
    await follow(slug);
    edge.env.PUBLISHED = awayStore<KVNamespace>();
    edge.env.INTAKE = awayStore<R2Bucket>();
    edge.clicks.onSend = refuse;
    edge.clock.nowMs += HOUR_MS;
    expect((await follow(slug)).status).toBe(302);
    expect(edge.log.lostTotal).toBe(1);
  });

  it("never makes a visitor wait for the log", async () => {
    const slug = await publishLink();
    const { fetch } = (await import("../../workers/edge/app.ts")).createApp();
    const left: Promise<unknown>[] = [];
    const context = {
      waitUntil: (promise: Promise<unknown>) => left.push(promise),
      passThroughOnException() {},
    };
    const hanging = { ...edge.env, CLICKS: asQueue({ send: () => new Promise(() => undefined) }) };
    const response = await fetch(
      new Request(`http://localhost/${slug}`, { headers: BROWSER, redirect: "manual" }),
      hanging,
      context as unknown as ExecutionContext,
    );
    expect(response.status).toBe(302);
    expect(left.length).toBeGreaterThan(0);
  });
});

it("answers a broken deployment with a page and 500, and says in the log which binding, not what it holds", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  edge = createEdge({ CLICK_ID_KEYS: "c2VjcmV0" });
  const response = await follow(await publishLink());
  expect(response.status).toBe(500);
  expect(String(logged.mock.calls)).toContain("CLICK_ID_KEYS");
  expect(String(logged.mock.calls)).not.toContain("c2VjcmV0");
});
