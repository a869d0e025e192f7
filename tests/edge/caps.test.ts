import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { capCounterName } from "../../contracts/cap-counter.ts";
import { capSpan } from "../../core/link/caps.ts";
import type { PublishedCap } from "../../core/link/published-link.ts";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

let edge: ReturnType<typeof createEdge>;
let made = 0;

const cap = (fields: Partial<PublishedCap> = {}): PublishedCap => {
  made += 1;
  const id = `cap_edge_${made}_${crypto.randomUUID()}`;
  return {
    id,
    metric: "clicks",
    period: "day",
    max: 2,
    overflow_url: "https://shop.example/full",
    ...fields,
  };
};
const follow = (slug: string, headers: Record<string, string> = {}, method = "GET") =>
  edge.call(`http://localhost/${slug}`, { method, headers: { ...BROWSER, ...headers } });
const placeOf = (response: Response) => new URL(response.headers.get("location") ?? "").pathname;
/** What the cookie of a repeat holds. */
const markOf = (response: Response) =>
  /tb_rpt=([\w-]*)/.exec(response.headers.getSetCookie().join())?.[1] ?? "";
const verdicts = () => edge.queuedClicks().map(({ verdict }) => verdict);
const counted = ({ id, period }: PublishedCap) =>
  env.CAPS.getByName(capCounterName("ws_one", id)).read(capSpan(period, edge.clock.nowMs).key);

beforeEach(() => {
  edge = createEdge();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a link with a cap", () => {
  it("leads to the overflow once it is reached, with a click id, and says which cap it was", async () => {
    const day = cap();
    const slug = await publishLink({ caps: [day] });
    const places = [];
    for (let count = 0; count < 4; count += 1) places.push(placeOf(await follow(slug)));
    expect(places).toEqual(["/product", "/product", "/full", "/full"]);
    expect(verdicts()).toEqual(["human", "human", "over_cap", "over_cap"]);
    expect(edge.queuedClicks()[2]?.evidence).toContain(`cap:${day.id}`.slice(0, 64));
    expect(edge.queuedClicks()[1]?.evidence.some((each) => each.startsWith("cap"))).toBe(false);
    expect((await counted(day)).clicks).toBe(2);
    expect((await follow(slug)).headers.get("location")).toMatch(/tb_clid=[\w-]{32}/);
  });

  it("leads to its own destination where there is no overflow", async () => {
    const slug = await publishLink({ caps: [cap({ max: 0, overflow_url: null })] });
    expect(placeOf(await follow(slug))).toBe("/product");
    expect(verdicts()).toEqual(["over_cap"]);
  });

  it("counts people alone: neither robots, nor what only looks, nor repeats", async () => {
    const day = cap({ max: 10 });
    const slug = await publishLink({ caps: [day] });
    await follow(slug, { "user-agent": "Googlebot/2.1" });
    await follow(slug, { "sec-purpose": "prefetch" });
    await follow(slug, {}, "HEAD");
    const person = { "sec-gpc": "1", "cf-connecting-ip": "198.51.100.7" };
    await follow(slug, person);
    await follow(slug, person);
    expect(verdicts()).toEqual(["bot", "prefetch", "head", "human", "duplicate"]);
    expect((await counted(day)).clicks).toBe(1);
  });

  it.each([
    ["known by a cookie", {}],
    ["known for the day", { "sec-gpc": "1" }],
  ] satisfies [string, Record<string, string>][])(
    "stops a visitor who asks twice both times: a click that was stopped is nothing to repeat (%s)",
    async (_, headers) => {
      const slug = await publishLink({ caps: [cap({ max: 0 })] });
      const first = await follow(slug, headers);
      const cookie = first.headers.getSetCookie().map((each) => each.split(";")[0]);
      const again = await follow(slug, { ...headers, cookie: cookie.join("; ") });
      expect([placeOf(first), placeOf(again)]).toEqual(["/full", "/full"]);
      expect(verdicts()).toEqual(["over_cap", "over_cap"]);
    },
  );

  it("stops a visitor without a cookie who asks twice at the same moment", async () => {
    const slug = await publishLink({ caps: [cap({ max: 0 })] });
    await Promise.all([follow(slug, { "sec-gpc": "1" }), follow(slug, { "sec-gpc": "1" })]);
    expect(verdicts()).toEqual(["over_cap", "over_cap"]);
  });

  it("is passed by no mark but the one of a click that passed on it a moment ago", async () => {
    const slug = await publishLink({ caps: [cap({ max: 1 })] });
    const own = markOf(await follow(slug));
    const stopped = new URL((await follow(slug)).headers.get("location") ?? "").searchParams.get("tb_clid");
    const other = markOf(await follow(await publishLink({ caps: [cap()] })));
    const uncapped = markOf(await follow(await publishLink()));
    const changed = own.slice(0, -1) + (own.endsWith("A") ? "B" : "A");
    const marks = [
      "A".repeat(32),
      "A".repeat(44),
      stopped,
      own.slice(0, 32),
      changed,
      `${own}A`,
      other,
      uncapped,
    ];
    for (const mark of [...marks, `${stopped}${own.slice(32)}`]) {
      expect([mark, placeOf(await follow(slug, { cookie: `tb_rpt=${mark}` }))]).toEqual([mark, "/full"]);
    }
    expect(placeOf(await follow(slug, { cookie: `tb_rpt=${own}` }))).toBe("/product");
    edge.clock.nowMs += 30_000;
    expect(placeOf(await follow(slug, { cookie: `tb_rpt=${own}` }))).toBe("/full");
  });

  it("lets a visitor who passed pass again, though the cap is reached since", async () => {
    const day = cap({ max: 1 });
    const slug = await publishLink({ caps: [day] });
    const first = await follow(slug);
    expect(placeOf(await follow(slug))).toBe("/full");
    const cookie = first.headers.getSetCookie().map((each) => each.split(";")[0]);
    expect(placeOf(await follow(slug, { cookie: cookie.join("; ") }))).toBe("/product");
    expect(verdicts()).toEqual(["human", "over_cap", "duplicate"]);
    expect((await counted(day)).clicks).toBe(1);
  });

  it("is served while no counter answers, and says that the cap is not known", async () => {
    const take = () => Promise.reject(new Error("no object answers"));
    edge = createEdge({ CAPS: { getByName: () => ({ take }) } as never });
    const slug = await publishLink({ caps: [cap({ max: 0 })] });
    expect(placeOf(await follow(slug))).toBe("/product");
    const [click] = edge.queuedClicks();
    expect([click?.verdict, click?.evidence.at(-1)]).toEqual(["human", "cap_unknown"]);
  });

  it("begins anew at midnight UTC", async () => {
    const slug = await publishLink({ caps: [cap({ max: 1 })] });
    edge.clock.nowMs = Math.floor(edge.clock.nowMs / 86_400_000 + 1) * 86_400_000 - 1;
    await follow(slug);
    expect(placeOf(await follow(slug))).toBe("/full");
    edge.clock.nowMs += 1;
    expect(placeOf(await follow(slug))).toBe("/product");
  });

  it("stops at its conversions as well", async () => {
    const total = cap({ metric: "conversions", period: "total", max: 1 });
    const slug = await publishLink({ caps: [total] });
    expect(placeOf(await follow(slug))).toBe("/product");
    const span = capSpan("total", 0);
    await env.CAPS.getByName(capCounterName("ws_one", total.id)).note([{ conversionId: "cnv_1", span }]);
    edge.clock.nowMs += 1_000;
    expect(placeOf(await follow(slug))).toBe("/full");
  });

  it("lets exactly as many pass as it may, of many at once", async () => {
    const slug = await publishLink({ caps: [cap({ max: 30 })] });
    const places = await Promise.all(Array.from({ length: 100 }, async () => placeOf(await follow(slug))));
    const unknown = edge.queuedClicks().filter(({ evidence }) => evidence.includes("cap_unknown"));
    expect(places.filter((place) => place === "/product")).toHaveLength(30 + unknown.length);
  });
});
