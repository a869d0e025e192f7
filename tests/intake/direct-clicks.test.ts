import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import { verifyClickId } from "../../core/link/click-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { awayStore, BROWSER, publishKey, publishLink, refuse } from "../support/worker-fakes.ts";
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

describe("a direct click", () => {
  it("is a click as a followed link is, with a signed id, and the page may read that", async () => {
    const cf = { country: "AT", regionCode: "9", asn: 8447 };
    const url = "https://www.shop.example/shoes?via=x&sub1=mail&email=me@x.example#top";
    const referrer = "https://blog.example/secret?q=1";
    const response = await report({ url, referrer, sub2: "two" }, { cf });
    expect(response.status).toBe(201);
    expect(response.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect([response.headers.get("vary"), response.headers.getSetCookie()]).toEqual(["Origin", []]);
    const answer = (await response.json()) as { click_id: string };
    const [click] = intake.clicks.clicks;
    expect(answer).toEqual({ object: "click", click_id: click?.id });
    const proof = verifyClickId(answer.click_id, parseClickIdKeys(env.CLICK_ID_KEYS));
    expect(proof.ok && proof.value.workspaceTag).toBe(workspaceTag(shop.workspaceId));
    expect(clickRecord.parse(click)).toEqual(click);
    expect(click).toMatchObject({
      ...{
        source: "direct",
        workspace_id: shop.workspaceId,
        host: "localhost",
        slug: shop.slug,
        landing_host: "www.shop.example",
      },
      ...{ verdict: "human", evidence: [], visitor_kind: "daily", referrer_host: "blog.example" },
      ...{ country: "AT", region: "9", asn: 8447, language: "de-at", user_agent: BROWSER["user-agent"] },
      ...{ sub_ids: ["mail", "two", "", "", "", "", "", ""], is_opted_out: false },
      request_id: response.headers.get("request-id"),
    });
    const kept = JSON.stringify(intake.clicks.taken);
    for (const secret of ["me@x", "secret", "203.0.113", shop.key]) expect(kept).not.toContain(secret);
  });

  it.each([
    ["JSON", { "content-type": "application/json" }],
    ["a beacon", { "content-type": "text/plain" }],
    ["a beacon without a type", { "content-type": null }],
  ])("may be sent as %s", async (_, headers) => {
    expect((await report({}, { headers })).status).toBe(201);
  });

  it("may name its link as via, and bear its key as a header", async () => {
    const headers = { authorization: `Bearer ${shop.key}` };
    expect((await send({ via: shop.slug }, { headers })).status).toBe(201);
  });

  it("may leave it to the page's address to name its link, by via or by the workspace's own names", async () => {
    const parameter_map = { via: ["ref", "aff"] };
    const allowed_hosts = ["shop.example"];
    const key = await publishKey({
      ...{ kind: "publishable", workspace_id: shop.workspaceId, allowed_hosts, parameter_map },
    });
    for (const name of ["via", "ref", "aff"]) {
      expect((await send({ key, url: `https://shop.example/?x=1&${name}=${shop.slug}` })).status).toBe(201);
    }
    expect((await refusalOf(await send({ key, url: "https://shop.example/?aff=none" }))).param).toBe("url");
    for (const url of [undefined, "https://shop.example/", `https://shop.example/?other=${shop.slug}`]) {
      expect((await refusalOf(await send({ key, url }))).param).toBe("slug");
    }
  });

  it("keeps the host of whatever referrer a browser has, and nothing of what is no web address", async () => {
    const hostOf = async (referrer: string) => {
      expect((await report({ referrer })).status).toBe(201);
      return intake.clicks.clicks.at(-1)?.referrer_host;
    };
    expect(await hostOf("https://blog.example/a\nb\u0000\u00fc?q=1")).toBe("blog.example");
    for (const none of ["", "android-app://com.example", "https://", "blog.example", "javascript:1"]) {
      expect(await hostOf(none)).toBeNull();
    }
  });

  it("is not taken for opted out by a parameter of the shop's own", async () => {
    await report({ url: "https://shop.example/?consent=0" });
    expect(intake.clicks.clicks[0]?.is_opted_out).toBe(false);
  });

  it("has the labels of another system under its names, as the workspace maps them", async () => {
    shop.slug = await publishLink({ workspace_id: shop.workspaceId, sub_ids: { aff_sub: "sub3" } });
    await report({ url: "https://shop.example/?aff_sub=z&sub1=a&other=b", sub1: "mine" });
    expect(intake.clicks.clicks[0]?.sub_ids).toEqual(["mine", "", "z", "", "", "", "", ""]);
  });

  it.each([
    ["Global Privacy Control", {}, { "sec-gpc": "1" }],
    ["consent denied", { consent: "denied" }, {}],
  ])("of a visitor with %s says so", async (_, changes, headers) => {
    await report(changes, { headers: headers as Record<string, string> });
    expect(intake.clicks.clicks[0]).toMatchObject({ is_opted_out: true, visitor_kind: "daily" });
  });

  it("neither reads nor sets a cookie, whatever the link allows", async () => {
    const response = await report(
      {},
      { headers: { cookie: `tb_vid=${"v".repeat(22)}; tb_rpt=${"r".repeat(32)}` } },
    );
    expect([response.status, response.headers.getSetCookie()]).toEqual([201, []]);
    expect(intake.clicks.clicks[0]).toMatchObject({ visitor_kind: "daily", verdict: "human" });
    expect(JSON.stringify(intake.clicks.taken)).not.toContain("vvvv");
  });

  it.each([
    ["bot", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
    ["empty_agent", { "user-agent": "" }],
    [
      "preview",
      { "user-agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)" },
    ],
    ["prefetch", { "sec-purpose": "prefetch;prerender" }],
  ])("is judged by its agent, and is a click with that verdict: %s", async (verdict, headers) => {
    expect((await report({}, { headers: headers as Record<string, string> })).status).toBe(201);
    expect(intake.clicks.clicks[0]?.verdict).toBe(verdict);
  });

  it("again within 30 seconds is a duplicate that names the first", async () => {
    await report();
    await report();
    intake.clock.nowMs += 30_000;
    await report();
    const [first, second, third] = intake.clicks.clicks;
    expect([second?.verdict, third?.verdict]).toEqual(["duplicate", "human"]);
    expect(second?.evidence).toContain(`repeat_of:${first?.id}`);
  });
});

describe("its link", () => {
  it("is found at the host that is asked, at the shared one, and at the one that is named", async () => {
    const own = await publishLink({ workspace_id: shop.workspaceId, host: "go.shop.example" });
    expect((await report({ slug: own }, { host: "go.shop.example" })).status).toBe(201);
    expect((await report({ slug: own, host: "GO.shop.example" })).status).toBe(201);
    expect((await report({}, { host: "api.example" })).status).toBe(201);
    expect((await report({}, { host: "127.0.0.1" })).status).toBe(201);
    expect(intake.clicks.clicks.map(({ host }) => host)).toEqual([
      "go.shop.example",
      "go.shop.example",
      "localhost",
      "localhost",
    ]);
    expect((await refusalOf(await report({ slug: own }))).code).toBe("not_found");
  });

  it("of another workspace is not told apart from none", async () => {
    const theirs = await publishLink({ workspace_id: "ws_theirs" });
    const text = async (each: string) => (await (await report({ slug: each })).text()).replace(/req_\w+/, "");
    expect(await text(theirs)).toBe(await text("none"));
    expect((await refusalOf(await send({ key: shop.key, via: theirs }))).param).toBe("via");
    expect(intake.clicks.clicks).toEqual([]);
  });

  it.each([
    ["link_disabled", { status: "disabled" }],
    ["program_closed", { status: "program_closed" }],
    ["link_expired", { expires_at_ms: 1 }],
    ["link_not_started", { starts_at_ms: 9e15 }],
  ] as const)(
    "that may not be followed is 410, and the click is kept as blocked: %s",
    async (evidence, changes) => {
      shop.slug = await publishLink({ workspace_id: shop.workspaceId, ...changes });
      const error = await refusalOf(await report());
      expect([error.code, error.param, error.errors[0]?.code]).toEqual(["gone", "slug", evidence]);
      expect(intake.clicks.clicks[0]).toMatchObject({ verdict: "blocked", evidence: [evidence] });
    },
  );
});

describe("caps of its link", () => {
  const cap = (max: number) =>
    ({
      id: `cap_${crypto.randomUUID().slice(0, 8)}`,
      metric: "clicks",
      period: "day",
      max,
      overflow_url: null,
    }) as const;
  const from = (address: string) => report({}, { headers: { "cf-connecting-ip": address } });

  it("count it as a followed link, and what is over is kept as such: the visitor is at the shop already", async () => {
    const daily = cap(2);
    shop.slug = await publishLink({ workspace_id: shop.workspaceId, caps: [daily] });
    for (let visitor = 1; visitor <= 4; visitor += 1)
      expect((await from(`198.18.${visitor}.1`)).status).toBe(201);
    expect(intake.clicks.clicks.map(({ verdict }) => verdict)).toEqual([
      "human",
      "human",
      "over_cap",
      "over_cap",
    ]);
    expect(intake.clicks.clicks[2]?.evidence).toEqual([`cap:${daily.id}`]);
  });

  it("stop a visitor who comes twice both times: a click that was stopped is nothing to repeat", async () => {
    shop.slug = await publishLink({ workspace_id: shop.workspaceId, caps: [cap(0)] });
    for (let time = 1; time <= 2; time += 1) await report();
    expect(intake.clicks.clicks.map(({ verdict }) => verdict)).toEqual(["over_cap", "over_cap"]);
  });

  it("do not count whoever is no person, nor what may not be followed", async () => {
    const daily = cap(1);
    shop.slug = await publishLink({ workspace_id: shop.workspaceId, caps: [daily] });
    await report({}, { headers: { "user-agent": "curl/8.5.0" } });
    await from("198.18.1.1");
    await from("198.18.1.1");
    expect(intake.clicks.clicks.map(({ verdict }) => verdict)).toEqual(["bot", "human", "duplicate"]);
  });

  it("that nobody can count let it pass, and the click says so", async () => {
    shop.slug = await publishLink({ workspace_id: shop.workspaceId, caps: [cap(0)] });
    intake.env.CAPS = { getByName: () => ({ take: refuse, giveBack: refuse, note: refuse, read: refuse }) };
    await report();
    expect(intake.clicks.clicks[0]).toMatchObject({ verdict: "human", evidence: ["cap_unknown"] });
  });
});

describe("stores that are away", () => {
  it("the queue: the click is left in the bucket", async () => {
    intake.clicks.onSend = refuse;
    expect((await report()).status).toBe(201);
  });

  it("queue and bucket: 503, since the page can tell of it again", async () => {
    intake.clicks.onSend = refuse;
    intake.env.INTAKE = awayStore<R2Bucket>();
    expect((await refusalOf(await report())).code).toBe("unavailable");
  });

  it("the published copies: a link that is known is found, one that is not is 503 and never 404", async () => {
    await report();
    intake.env.PUBLISHED = awayStore<KVNamespace>();
    intake.clock.nowMs += 60_000;
    expect((await report()).status).toBe(201);
    const response = await report({ slug: "unknown" });
    expect([response.headers.get("retry-after"), (await refusalOf(response)).code]).toEqual([
      "5",
      "unavailable",
    ]);
  });
});
