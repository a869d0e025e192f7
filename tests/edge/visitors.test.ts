import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

const VISITOR_COOKIE = /^tb_vid=[\w-]{22}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/;

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

describe("cookies", () => {
  it("know a person again, and mark the link as followed for 30 seconds", async () => {
    const slug = await publishLink();
    const response = await follow(slug);
    const [visitor, repeat] = response.headers.getSetCookie();
    expect(visitor).toMatch(VISITOR_COOKIE);
    expect(repeat).toBe(`tb_rpt=${clickIdOf(response)}; Path=/${slug}; Max-Age=30; HttpOnly; SameSite=Lax`);
    expect(visitor).toContain(edge.queuedClicks()[0]?.visitor_id);
  });

  it("are marked Secure over https", async () => {
    const response = await edge.call(`https://localhost/${await publishLink()}`, { headers: BROWSER });
    expect(response.headers.getSetCookie().map((cookie) => cookie.endsWith("; Secure"))).toEqual([
      true,
      true,
    ]);
  });

  it("make a second click within 30 seconds a duplicate that names the first, and keep the visitor", async () => {
    const slug = await publishLink();
    const first = await follow(slug);
    const cookie = first.headers
      .getSetCookie()
      .map((text) => text.split(";")[0])
      .join("; ");
    const again = await follow(slug, { cookie });
    const [one, two] = edge.queuedClicks();
    expect(again.status).toBe(302);
    expect(two).toMatchObject({ verdict: "duplicate", visitor_id: one?.visitor_id });
    expect(two?.evidence).toContain(`repeat_of:${one?.id}`);
    expect(again.headers.getSetCookie()).toEqual([expect.stringMatching(VISITOR_COOKIE)]);
  });

  it.each(["tb_vid=short; tb_rpt=short", "tb_vid=; tb_rpt", `tb_vid=${"!".repeat(22)}`, ";;=;"])(
    "not of our making (%s) are as if absent",
    async (cookie) => {
      const response = await follow(await publishLink(), { cookie });
      const [click] = edge.queuedClicks();
      expect(click).toMatchObject({ verdict: "human", visitor_kind: "cookie" });
      expect(click?.visitor_id).toMatch(/^[\w-]{22}$/);
      expect(response.headers.getSetCookie()).toHaveLength(2);
    },
  );

  it("make no duplicate by a click id that is not ours, not of the workspace, or older than 30 seconds", async () => {
    const slug = await publishLink();
    const own = clickIdOf(await follow(slug));
    const foreign = clickIdOf(await follow(await publishLink({ workspace_id: "ws_two" })));
    for (const mark of ["A".repeat(32), foreign, `${own}A`]) await follow(slug, { cookie: `tb_rpt=${mark}` });
    edge.clock.nowMs += 29_999;
    await follow(slug, { cookie: `tb_rpt=${own}` });
    edge.clock.nowMs += 1;
    await follow(slug, { cookie: `tb_rpt=${own}` });
    const verdicts = edge.queuedClicks().map(({ verdict }) => verdict);
    expect(verdicts).toEqual([...Array.from({ length: 5 }, () => "human"), "duplicate", "human"]);
  });

  it("know a repeat on the link of a coupon in each spelling of its code", async () => {
    const code = `Spring${crypto.randomUUID().slice(0, 8)}`;
    const spellings = [code, code.toLowerCase(), code.toUpperCase()];
    const coupon = { link_id: "lnk_coupon", coupon_code: code };
    for (const slug of spellings) await publishLink({ ...coupon, slug });
    for (const slug of spellings) {
      const [, ...repeats] = (await follow(slug)).headers.getSetCookie();
      expect(repeats.map((cookie) => /Path=\/([^;]*)/.exec(cookie)?.[1])).toEqual(spellings);
    }
  });

  it.each([
    ["Global Privacy Control", "", { "sec-gpc": "1" }],
    ["consent=0", "?consent=0", {}],
    ["consent=denied", "?consent=denied", {}],
  ] satisfies [string, string, Record<string, string>][])(
    "are neither read nor set with %s",
    async (_, query, headers) => {
      const slug = await publishLink();
      const cookie = `tb_vid=${"v".repeat(22)}; tb_rpt=${"r".repeat(32)}`;
      const response = await follow(`${slug}${query}`, { ...headers, cookie });
      expect(response.status).toBe(302);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(edge.queuedClicks()[0]).toMatchObject({
        verdict: "human",
        visitor_kind: "daily",
        is_opted_out: true,
      });
      expect(JSON.stringify(edge.clicks.taken)).not.toContain("vvvv");
    },
  );

  it("are neither read nor set by a link without cookies, whose visitors did not opt out", async () => {
    const slug = await publishLink({ cookie_mode: "none" });
    const response = await follow(slug, { cookie: `tb_vid=${"v".repeat(22)}` });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(edge.queuedClicks()[0]).toMatchObject({ visitor_kind: "daily", is_opted_out: false });
  });

  it("are set with consent granted", async () => {
    const response = await follow(`${await publishLink()}?consent=1`, { "sec-gpc": "0" });
    expect(response.headers.getSetCookie()).toHaveLength(2);
  });
});

it.each([
  ["asked by another method", "POST", {}],
  [
    "made on a closed link",
    "GET",
    { status: "disabled" as const, fallback_url: "https://shop.example/sorry" },
  ],
])("a click that was blocked (%s) is nothing to repeat", async (_, method, closed) => {
  for (const headers of [{ "sec-gpc": "1" }, {}] satisfies Record<string, string>[]) {
    edge = createEdge();
    const slug = await publishLink(closed);
    const first = await follow(slug, headers, method);
    expect(first.headers.getSetCookie().some((cookie) => cookie.startsWith("tb_rpt"))).toBe(false);
    await publishLink({ slug });
    edge.clock.nowMs += 20_000;
    await follow(slug, headers);
    expect(edge.queuedClicks().map(({ verdict }) => verdict)).toEqual(["blocked", "human"]);
  }
});

describe("whoever is no person", () => {
  const PREVIEW = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)";
  it.each([
    [
      "a bot",
      "bot",
      { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
    ],
    ["a program", "bot", { "user-agent": "curl/8.5.0" }],
    ["an empty agent", "empty_agent", { "user-agent": "" }],
    ["a preview", "preview", { "user-agent": PREVIEW }],
    ["a hidden frame", "blocked", { "sec-fetch-dest": "iframe" }],
    ["an image", "blocked", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" }],
  ])("is sent on without a cookie, and recorded: %s", async (_, verdict, headers) => {
    const response = await follow(await publishLink(), headers);
    expect(response.status).toBe(302);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(edge.queuedClicks()[0]).toMatchObject({ verdict, visitor_kind: "daily" });
  });

  it("is answered by HEAD as by GET, without a body or a cookie", async () => {
    const response = await follow(await publishLink(), {}, "HEAD");
    expect([response.status, await response.text()]).toEqual([302, ""]);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(edge.queuedClicks()[0]?.verdict).toBe("head");
  });

  it.each([
    [{ "sec-purpose": "prefetch;prerender", "sec-fetch-site": "none" }],
    [{ "sec-purpose": "prefetch" }],
    [{ purpose: "prefetch" }],
    [{ "x-moz": "prefetch" }],
  ])(
    "a prefetch (%j) is neither sent on nor kept nor given a cookie, so that the visit itself asks again",
    async (headers) => {
      const response = await follow(await publishLink(), headers as Record<string, string>);
      expect([response.status, response.headers.get("cache-control")]).toEqual([503, "no-store"]);
      expect([response.headers.get("location"), response.headers.getSetCookie()]).toEqual([null, []]);
      expect(edge.queuedClicks()[0]?.verdict).toBe("prefetch");
    },
  );
});
