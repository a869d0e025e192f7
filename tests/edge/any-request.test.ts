import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

/** Where the owner of the links lets them lead. */
const ALLOWED_HOST = /^(?:[a-z0-9.-]+\.)?shop\.example$/;
const COOKIE =
  /^(?:tb_vid=[\w-]{22}; Path=\/; Max-Age=34560000|tb_rpt=[\w-]{32}(?:[\w-]{12})?; Path=\/[\w-]{1,64}; Max-Age=30); HttpOnly; SameSite=Lax(?:; Secure)?$/;

/** A link that uses everything there is. */
const FULL: Partial<PublishedLink> = {
  destination_url:
    "https://shop.example/{sub1}/{sub2}{sub3}?a={sub4}&{sub5}={country}&c={coupon_code}&d={device}#{sub6}/{timestamp}",
  fallback_url: "https://shop.example/sorry/{sub1}?{sub2}#{sub3}",
  rules: [
    { id: "r".repeat(32), destination_url: "https://de.shop.example/", languages: ["de"] },
    {
      id: "night",
      destination_url: "https://shop.example/night?{sub8}",
      regions: ["DE-BY"],
      time: { time_zone: "Europe/Berlin", from_minute: 600, to_minute: 599 },
    },
  ],
  variants: [
    { id: "v".repeat(32), weight: 1, destination_url: "https://a.shop.example/{affiliate_id}" },
    { id: "b", weight: 2, destination_url: "https://shop.example/?tb_clid=old&dub_id=old&afsrc=1" },
  ],
  caps: [
    { id: "day", metric: "conversions", period: "day", max: 1, overflow_url: null },
    {
      ...{ id: "c".repeat(64), metric: "clicks", period: "total", max: 20 },
      overflow_url: "https://shop.example/full?{sub1}",
    },
  ],
  allowed_hosts: ["shop.example", "*.shop.example"],
  allowed_schemes: ["myshop"],
  click_id_parameters: ["tb_clid", "dub_id", "__proto__"],
  sub_ids: { aff_sub: "sub1", constructor: "sub2" },
  coupon_code: "ADA 10%&=#",
  durable: true,
};

/** Text as a header can hold it: any byte but those that end it. */
const bytes = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.constant(9), fc.integer({ min: 0x80, max: 0xff }))
    .map((code) => String.fromCharCode(code)),
  maxLength: 600,
});
const header = (...usual: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...usual) }, bytes);
const [VISITOR, REPEAT] = [`tb_vid=${"v".repeat(22)}`, `tb_rpt=${"r".repeat(32)}`];
const ofVisitor = {
  referer: header(
    "https://blog.example/a?b",
    "android-app://a",
    "https://xn--a/",
    `https://${"a.".repeat(400)}b/`,
  ),
  cookie: header(VISITOR, `${REPEAT}; tb_vid=x`, `${VISITOR}; ${REPEAT}`),
  "accept-language": header("de-AT,de;q=0.9", "en", "*", "zh-Hant-TW-x-private", "DE"),
  "cf-connecting-ip": header("203.0.113.77", "2001:db8::1", "::ffff:192.0.2.1", ""),
  "sec-gpc": header("1", "0"),
};
const ofRequest = {
  "user-agent": header(
    BROWSER["user-agent"],
    "curl/8",
    "",
    "Mozilla/5.0 (iPhone) Mobile/15E148",
    "x".repeat(5_000),
  ),
  "sec-fetch-dest": header("document", "iframe", "image", "empty"),
  "sec-fetch-mode": header("navigate", "cors", "no-cors"),
  "sec-fetch-site": header("none", "cross-site", "same-origin"),
  "sec-fetch-user": header("?1"),
  "sec-purpose": header("prefetch", "prefetch;prerender"),
  purpose: header("prefetch"),
  "x-purpose": header("preview"),
  "x-moz": header("prefetch"),
  host: header("evil.example"),
};
const headers: fc.Arbitrary<object> = fc.oneof(
  fc.record(ofVisitor, { requiredKeys: [] }).map((own) => ({ ...BROWSER, ...own })),
  fc.record({ ...ofVisitor, ...ofRequest }, { requiredKeys: [] }),
);
const cf = fc.option(
  fc.record(
    {
      country: fc.oneof(fc.constantFrom("DE", "T1", "XX", "de", ""), fc.jsonValue()),
      regionCode: fc.oneof(fc.constantFrom("BY", "CA", "?"), fc.jsonValue()),
      asn: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
);

const name = fc.oneof(
  fc.constantFrom(
    ...["sub1", "sub2", "sub3", "sub4", "sub5", "sub6", "sub8", "aff_sub", "constructor", "__proto__", "to"],
    ...["consent", "tb_clid", "dub_id", "afsrc", "utm_source", "a", "x", "toString", ""],
  ),
  bytes,
);
const value = fc.oneof(
  fc.constantFrom(
    ...[
      "https://shop.example/",
      "https://de.shop.example/?tb_clid=a&dub_id=b&&c#d",
      "myshop:cart",
      "myshop://p/1",
    ],
    ...[
      "myshop:",
      "myshop:?",
      "https://evil.example/",
      "//evil.example",
      "https://shop.example@evil.example/",
    ],
    ...[
      "0",
      "1",
      "denied",
      "..",
      ".",
      "%2e%2e",
      "{click_id}",
      "tbmacro7q1x7q",
      "%00",
      "%0d%0aSet-Cookie:a=b",
    ],
    ...["%ff", "%", "\u{20ac}", "\u{1f600}", "%ED%A0%80", "x".repeat(3_000)],
  ),
  fc.string({ unit: "binary", maxLength: 300 }).map((text) => text.replaceAll(/\p{Cs}/gu, "")),
  bytes,
);
const written = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.boolean()).map(([each, isEncoded]) => (isEncoded ? encodeURIComponent(each) : each));
const query = fc
  .array(fc.tuple(written(name), fc.constantFrom("=", "", "=="), written(value)), { maxLength: 80 })
  .map((pairs) => pairs.map((pair) => pair.join("")).join("&"));
const request = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant("GET") },
    fc.constantFrom("HEAD", "POST", "OPTIONS", "DELETE"),
  ),
  origin: fc.constantFrom(
    ...["http://localhost", "https://localhost", "https://LOCALHOST:8443", "http://127.0.0.1:1"],
  ),
  link: fc.nat({ max: 3 }),
  headers,
  cf,
  query,
});

let edge: ReturnType<typeof createEdge>;

beforeEach(() => {
  edge = createEdge();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it("whatever a request holds, its answer is a good one, its record keeps its contract, and it leads where it may", async () => {
  const slugs = await Promise.all([
    publishLink(FULL),
    publishLink({ ...FULL, rules: [], variants: [], caps: [] }),
    publishLink({ ...FULL, status: "disabled" }),
    publishLink({ ...FULL, expires_at_ms: 0, fallback_url: undefined, cookie_mode: "none" }),
  ]);
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(request, async ({ origin, link, query: text, ...rest }) => {
      edge.clicks.taken.length = 0;
      const response = await answerTo(`${origin}/${slugs[link]}?${text}`, rest);
      const [click, ...others] = edge.queuedClicks();
      expect([clickRecord.parse(click), others]).toEqual([click, []]);
      const cookies = response.headers.getSetCookie();
      for (const cookie of cookies) expect(cookie).toMatch(COOKIE);
      if (click?.is_opted_out) expect(click.visitor_kind).toBe("daily");
      if (click?.visitor_kind === "daily") expect(cookies).toEqual([]);
      const location = response.headers.get("location");
      if (response.status === 302) checkLocation(location ?? "");
      else {
        expect([location, cookies]).toEqual([null, []]);
        expect(click?.verdict === "prefetch" ? [405, 410, 503] : [405, 410]).toContain(response.status);
      }
      seen.add(`${response.status} ${click?.verdict}`);
    }),
    { numRuns: 2_000 },
  );
  const usual = ["302 human", "302 duplicate", "302 bot", "302 blocked", "302 over_cap", "302 head"];
  expect([...seen]).toEqual(expect.arrayContaining([...usual, "405 blocked", "410 blocked", "503 prefetch"]));
}, 60_000);

/** Asks with header values that no runtime lets a test set, and few let a caller send. */
async function answerTo(
  url: string,
  given: { readonly method: string; readonly headers: object; readonly cf: unknown },
): Promise<Response> {
  const values = new Map<string, string>(Object.entries(given.headers));
  const left: Promise<unknown>[] = [];
  const hostile = {
    ...given,
    url: new Request(url).url,
    headers: { get: (key: string) => values.get(key) ?? null, has: (key: string) => values.has(key) },
  };
  const response = await edge.fetch(hostile as unknown as Request, (promise) => left.push(promise));
  await Promise.all(left);
  return response;
}

function checkLocation(location: string): void {
  expect(location).toMatch(/^[\x21-\x7e]+$/);
  expect(URL.canParse(location)).toBe(true);
  const { protocol, host, username, password } = new URL(location);
  expect([username, password]).toEqual(["", ""]);
  if (protocol === "myshop:") return;
  expect([protocol, host]).toEqual(["https:", expect.stringMatching(ALLOWED_HOST)]);
}
