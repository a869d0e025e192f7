import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import { verifyClickId } from "../../core/link/click-id.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { parseQuery } from "../../core/link/query.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { BROWSER } from "../../tests/support/worker-fakes.ts";
import { type ClickContext, noteVisit } from "./click.ts";
import { clickJson } from "./click-json.ts";
import { RecentClicks } from "./recent-clicks.ts";
import { readSigns } from "./request-signs.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const signClickId = hmacSha256(new Uint8Array(32).fill(1));
const link: PublishedLink = {
  v: 1,
  link_id: "lnk_one",
  workspace_id: "ws_one",
  program_id: "prg_one",
  affiliate_id: "aff_one",
  destination_url: "https://shop.example/",
  status: "active",
  expires_at_ms: null,
  cookie_mode: "first_party",
};

function contextOf(
  request: Request,
  changes: Partial<Pick<ClickContext, "link" | "salt" | "recent" | "nowMs">> = {},
): ClickContext {
  return {
    headers: request.headers,
    signs: readSigns(request, parseQuery(new URL(request.url).search.slice(1))),
    link,
    host: "localhost",
    slug: "one",
    nowMs: NOW_MS,
    requestId: "req_one",
    salt: new Uint8Array(32).fill(7),
    isSecure: request.url.startsWith("https:"),
    signClickId,
    recent: new RecentClicks(),
    ...changes,
  };
}
const click = (
  headers: Record<string, string> = {},
  changes: Parameters<typeof contextOf>[1] = {},
  query = "",
) =>
  noteVisit(
    contextOf(new Request(`https://localhost/one${query}`, { headers: { ...BROWSER, ...headers } }), changes),
  );
const optedOut = { "sec-gpc": "1" };

describe("the record of a click", () => {
  it("keeps its contract whatever the request holds", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 700 }),
      fc.string({
        unit: fc.integer({ min: 1, max: 0xff }).map((code) => String.fromCharCode(code)),
        maxLength: 600,
      }),
      fc.constantFrom(
        "",
        "\ud800",
        "http://",
        "http://[::1",
        "android-app://a b",
        "http://\u00ad/",
        "99.99.99.999",
      ),
    );
    const name = fc.constantFrom(
      ...["user-agent", "referer", "cookie", "cf-connecting-ip", "sec-gpc", "sec-purpose", "x-moz"],
      ...["sec-fetch-dest", "sec-fetch-mode", "sec-fetch-user", "purpose", "accept-language"],
    );
    const cf = fc.record(
      {
        country: fc.oneof(text, fc.constantFrom("DE", "T1"), fc.integer()),
        regionCode: fc.oneof(text, fc.constantFrom("BY", "CA"), fc.integer()),
        asn: fc.oneof(fc.double(), text, fc.integer()),
      },
      { requiredKeys: [] },
    );
    const queryName = fc.constantFrom("sub1", "sub2", "sub8", "sub9", "consent");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, text)),
        fc.array(fc.tuple(queryName, text)),
        fc.option(cf),
        (headers, query, properties) => {
          const url = `https://localhost/one?${new URLSearchParams(query)}`;
          const request = hostileRequest(url, headers, properties);
          const { record } = noteVisit(contextOf(request));
          expect(clickRecord.parse(JSON.parse(clickJson(record)))).toEqual(record);
        },
      ),
      { numRuns: 500 },
    );
  }, 30_000);

  it("bears an id that proves itself, its time and its workspace", () => {
    const verified = verifyClickId(click().record.id, [signClickId]);
    expect(verified).toMatchObject({
      ok: true,
      value: { timestampMs: NOW_MS, workspaceTag: workspaceTag("ws_one") },
    });
  });

  it("keeps the host of the referrer, and nothing else of it", () => {
    const { record } = click({ referer: "https://user:secret@blog.example:8443/search?q=illness#top" });
    expect(record.referrer_host).toBe("blog.example");
    expect(JSON.stringify(record)).not.toMatch(/secret|search|illness|top/);
  });

  it("takes sub1 to sub8 in order, empty where not given", () => {
    expect(click({}, {}, "?sub2=b&sub8=h&sub9=i").record.sub_ids).toEqual(["", "b", "", "", "", "", "", "h"]);
    expect(click({}, {}, "?other=1").record.sub_ids).toEqual([]);
  });

  it("cuts and cleans an overlong or dirty agent", () => {
    expect(click({ "user-agent": "x".repeat(5_000) }).record.user_agent).toHaveLength(512);
    expect(click({}, {}, "?sub1=a%00b").record.sub_ids[0]).toBe("a\ufffdb");
  });
});

describe("a network", () => {
  const hashOf = (address: string, changes?: Parameters<typeof contextOf>[1]) =>
    click({ "cf-connecting-ip": address }, changes).record.network_hash;

  it("has the same hash for all its addresses on one day, and another the next", () => {
    expect(hashOf("203.0.113.1")).toBe(hashOf("203.0.113.254"));
    expect(hashOf("203.0.113.1")).not.toBe(hashOf("203.0.114.1"));
    expect(hashOf("203.0.113.1")).not.toBe(hashOf("203.0.113.1", { salt: new Uint8Array(32).fill(8) }));
    expect(hashOf("203.0.113.1")).toMatch(/^[\w-]{22}$/);
  });

  it("is known by CF-Connecting-IP alone, since anyone can write the other headers", () => {
    const headers = {
      "x-forwarded-for": "198.51.100.1",
      "x-real-ip": "198.51.100.1",
      forwarded: "for=198.51.100.1",
    };
    expect(click(headers).record.network_hash).toBe(click().record.network_hash);
    expect(click({ ...headers, "cf-connecting-ip": "" }).record.network_hash).toBeNull();
  });
});

describe("a visitor without a cookie", () => {
  const visitorOf = (headers: Record<string, string>, changes?: Parameters<typeof contextOf>[1]) =>
    click({ ...optedOut, ...headers }, changes).record.visitor_id;

  it("is known for the day, by network, browser and workspace", () => {
    expect(visitorOf({})).toBe(visitorOf({ "cf-connecting-ip": "203.0.113.78" }));
    expect(visitorOf({})).not.toBe(visitorOf({ "user-agent": `${BROWSER["user-agent"]} Edg/141` }));
    expect(visitorOf({})).not.toBe(visitorOf({}, { link: { ...link, workspace_id: "ws_two" } }));
    expect(visitorOf({})).not.toBe(visitorOf({}, { salt: new Uint8Array(32).fill(8) }));
  });

  it("is a duplicate when the same link is followed again within 30 seconds, and not after", () => {
    const recent = new RecentClicks();
    const first = click(optedOut, { recent }).record;
    recent.remember(first);
    const again = click(optedOut, { recent, nowMs: NOW_MS + 29_999 }).record;
    const later = click(optedOut, { recent, nowMs: NOW_MS + 30_000 }).record;
    expect([first, again, later].map(({ verdict }) => verdict)).toEqual(["human", "duplicate", "human"]);
    expect(again.evidence).toContain(`repeat_of:${first.id}`);
  });

  it("is no duplicate on another link, nor is a bot ever one", () => {
    const recent = new RecentClicks();
    recent.remember(click(optedOut, { recent }).record);
    const other = click(optedOut, { recent, link: { ...link, link_id: "lnk_two" } }).record;
    const bot = click({ ...optedOut, "user-agent": "curl/8.5.0" }, { recent }).record;
    expect([other.verdict, bot.verdict]).toEqual(["human", "bot"]);
  });
});

/** A request with header values that no runtime lets a test set, and few let a caller send. */
function hostileRequest(url: string, headers: readonly [string, string][], cf: unknown): Request {
  const values = new Map(headers);
  return {
    url,
    method: "GET",
    headers: { get: (name: string) => values.get(name) ?? null, has: (name: string) => values.has(name) },
    cf,
  } as unknown as Request;
}
