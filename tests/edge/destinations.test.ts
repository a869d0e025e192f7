import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clickRecord } from "../../contracts/click-message.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

const DAY_MS = 86_400_000;

let edge: ReturnType<typeof createEdge>;
type Options = { readonly headers?: Record<string, string>; readonly cf?: object };

/** Follows a link; gives where it led, with `ID` for the click id, and the record of the click. */
async function follow(link: Partial<PublishedLink>, query = "", { headers = {}, cf = {} }: Options = {}) {
  const slug = await publishLink(link as Parameters<typeof publishLink>[0]);
  const init = { headers: { ...BROWSER, ...headers }, cf } as RequestInit;
  const response = await edge.call(`http://localhost/${slug}${query}`, init);
  const click = clickRecord.parse(edge.queuedClicks().at(-1));
  const location = (response.headers.get("location") ?? "").replaceAll(click.id, "ID");
  return { status: response.status, location, click, response };
}

beforeEach(() => {
  edge = createEdge();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a deep link", () => {
  const allowed = { allowed_hosts: ["shop.example", "*.stores.example"], allowed_schemes: ["myshop"] };

  it.each([
    ["https://shop.example/p?a=1#b", "https://shop.example/p?a=1&tb_clid=ID&afsrc=1#b"],
    ["https://de.stores.example/", "https://de.stores.example/?tb_clid=ID&afsrc=1"],
    ["myshop://product/1", "myshop://product/1?tb_clid=ID&afsrc=1"],
    ["myshop:product/1", "myshop:product/1?tb_clid=ID&afsrc=1"],
    ["https://shop.example/?dub_id=old", "https://shop.example/?dub_id=ID&tb_clid=ID&afsrc=1"],
  ])("to %s is followed", async (to, expected) => {
    const link = {
      ...allowed,
      click_id_parameters: to.includes("dub_id") ? ["tb_clid", "dub_id"] : ["tb_clid"],
    };
    const { location, click } = await follow(link, `?to=${encodeURIComponent(to)}`);
    expect(location).toBe(expected);
    expect(click.evidence).toEqual([]);
    expect(click.landing_host).toBe(new URL(to).host || undefined);
  });

  it("that is not allowed costs nobody a sale: the visitor goes where the link leads, and the click says why", async () => {
    const { location, click } = await follow(allowed, "?to=https%3A%2F%2Fevil.example%2F");
    expect(location).toBe("https://shop.example/product?color=red&tb_clid=ID&afsrc=1#size");
    expect([click.verdict, click.evidence, click.landing_host]).toEqual([
      "human",
      ["to_not_allowed"],
      undefined,
    ]);
  });

  it("is not followed where the program allows no host", async () => {
    const { click } = await follow({}, "?to=https%3A%2F%2Fshop.example%2F");
    expect(click.evidence).toEqual(["to_not_allowed"]);
  });
});

describe("what is added to a destination", () => {
  it("is the click id, under each of its names, and afsrc=1", async () => {
    const { location } = await follow({ click_id_parameters: ["cid", "dub_id"] });
    expect(location).toBe("https://shop.example/product?color=red&cid=ID&dub_id=ID&afsrc=1#size");
  });

  it("is no afsrc where the program wants none, or the destination has its own", async () => {
    expect((await follow({ adds_afsrc: false })).location).not.toContain("afsrc");
    const { location } = await follow({ destination_url: "https://shop.example/?afsrc=0" });
    expect(location).toBe("https://shop.example/?afsrc=0&tb_clid=ID");
  });

  it("are the visitor's own parameters, but for ours and those the destination has", async () => {
    const query =
      "?utm_source=mail&color=blue&sub1=x&consent=1&to=&tb_clid=forged&afsrc=2&x=%C3%A9+1&aff_sub=y";
    const { location } = await follow({ sub_ids: { aff_sub: "sub2" } }, query);
    expect(location).toBe(
      "https://shop.example/product?color=red&tb_clid=ID&afsrc=1&utm_source=mail&x=%C3%A9+1#size",
    );
  });

  it("are those of campaigns alone, or none, as the program says", async () => {
    const query = "?utm_source=mail&gclid=1";
    expect((await follow({ pass_query: "utm" }, query)).location).toContain("afsrc=1&utm_source=mail#");
    expect((await follow({ pass_query: "none" }, query)).location).toContain("afsrc=1#");
  });

  it("stays below a length, whole parameters at a time", async () => {
    const query = `?a=${"1".repeat(2_040)}&b=${"2".repeat(100)}&c=3`;
    const { location } = await follow({}, query);
    expect([location.includes("&a=111"), location.includes("b=2"), location.includes("&c=3")]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("macros", () => {
  it("stand for what is known of the click, encoded", async () => {
    const { location, click } = await follow(
      {
        destination_url:
          "https://shop.example/{sub1}?c={country}&d={device}&t={timestamp}&l={link_id}&a={affiliate_id}&k={coupon_code}&i={click_id}",
        coupon_code: "ADA10",
        adds_afsrc: false,
      },
      "?sub1=a%26b%3Dc%20d%2F%C3%A9",
      { cf: { country: "DE" } },
    );
    const seconds = Math.floor(edge.clock.nowMs / 1_000);
    expect(location).toBe(
      `https://shop.example/a%26b%3Dc%20d%2F%C3%A9?c=DE&d=desktop&t=${seconds}&l=${click.link_id}` +
        "&a=aff_one&k=ADA10&i=ID&tb_clid=ID",
    );
  });

  it("take labels under another system's names", async () => {
    const link = {
      sub_ids: { aff_sub: "sub1", aff_sub2: "sub2" },
      destination_url: "https://shop.example/?s={sub2}",
    };
    const { location, click } = await follow(
      link as Partial<PublishedLink>,
      "?aff_sub=one&aff_sub2=two&sub1=own",
    );
    expect(location).toContain("s=two&");
    expect(click.sub_ids.slice(0, 2)).toEqual(["own", "two"]);
  });
});

describe("targeting", () => {
  const rules = [
    { id: "us", destination_url: "https://us.shop.example/", countries: ["US"], regions: ["US-CA"] },
    { id: "de", destination_url: "https://de.shop.example/", languages: ["de"] },
    { id: "late", destination_url: "https://late.shop.example/", devices: ["mobile" as const] },
  ];

  it.each<[string, Options, string, string | undefined]>([
    ["by country and region", { cf: { country: "US", regionCode: "CA" } }, "us.shop.example", "us"],
    ["by language", { headers: { "accept-language": "de-AT,en;q=0.5" } }, "de.shop.example", "de"],
    [
      "by device",
      {
        headers: {
          "user-agent":
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
        },
      },
      "late.shop.example",
      "late",
    ],
    ["not at all", {}, "shop.example", undefined],
  ])("sends %s", async (_, options, host, rule) => {
    const { location, click } = await follow({ rules }, "", options);
    expect([new URL(location).host, click.rule]).toEqual([host, rule]);
    expect(click.landing_host).toBe(rule === undefined ? undefined : host);
  });

  it("wins over a deep link, which wins over variants", async () => {
    const variants = [{ id: "b", weight: 1, destination_url: "https://b.shop.example/" }];
    const link = { rules, variants, allowed_hosts: ["deep.shop.example"] };
    const to = "?to=https%3A%2F%2Fdeep.shop.example%2F";
    const german = { headers: { "accept-language": "de" } };
    expect(new URL((await follow(link, to, german)).location).host).toBe("de.shop.example");
    expect(new URL((await follow(link, to)).location).host).toBe("deep.shop.example");
    const { location, click } = await follow(link);
    expect([new URL(location).host, click.variant]).toEqual(["b.shop.example", "b"]);
  });

  it("gives a visitor the same variant each time, and each variant its part of the visitors", async () => {
    const variants = ["a", "b"].map((id) => ({
      id,
      weight: 1,
      destination_url: `https://${id}.shop.example/`,
    }));
    const slug = await publishLink({ variants });
    const seen = new Map<string, number>();
    for (let visitor = 0; visitor < 60; visitor += 1) {
      const first = await edge.call(`http://localhost/${slug}`, { headers: BROWSER });
      const cookie = /tb_vid=[\w-]{22}/.exec(first.headers.get("set-cookie") ?? "")?.[0] ?? "";
      const again = await edge.call(`http://localhost/${slug}`, { headers: { ...BROWSER, cookie } });
      const hosts = [first, again].map((response) => new URL(response.headers.get("location") ?? "").host);
      expect(hosts[0]).toBe(hosts[1]);
      seen.set(hosts[0] ?? "", (seen.get(hosts[0] ?? "") ?? 0) + 1);
    }
    expect([...seen.values()].every((count) => count > 10)).toBe(true);
  });
});

describe("a link that may not be followed", () => {
  const fallback_url = "https://shop.example/sorry?s={sub1}";

  it.each<[string, () => Partial<PublishedLink>, number, string]>([
    ["disabled", () => ({ status: "disabled" }), 410, "link_disabled"],
    ["of a closed program", () => ({ status: "program_closed" }), 410, "program_closed"],
    ["expired", () => ({ expires_at_ms: edge.clock.nowMs }), 410, "link_expired"],
    ["not begun", () => ({ starts_at_ms: edge.clock.nowMs + DAY_MS }), 404, "link_not_started"],
  ])(
    "since it is %s is recorded all the same, and leads to its fallback if it has one",
    async (_, link, status, code) => {
      const without = await follow(link());
      expect([without.status, without.click.verdict, without.click.evidence]).toEqual([
        status,
        "blocked",
        [code],
      ]);
      const { location, click } = await follow({ ...link(), fallback_url }, "?sub1=x");
      expect(location).toBe("https://shop.example/sorry?s=x&tb_clid=ID&afsrc=1");
      expect([click.verdict, click.evidence, click.landing_host]).toEqual([
        "blocked",
        [code],
        "shop.example",
      ]);
    },
  );

  it("keeps the verdict of who is no person", async () => {
    const { click } = await follow({ status: "disabled" }, "", {
      headers: { "user-agent": "Googlebot/2.1" },
    });
    expect([click.verdict, click.evidence]).toEqual(["bot", ["bot_agent", "link_disabled"]]);
  });

  it("is followed again from the instant it starts", async () => {
    expect((await follow({ starts_at_ms: edge.clock.nowMs })).status).toBe(302);
  });
});

describe("the kill switch", () => {
  it("ends a link in every isolate in under 60 seconds, with what KV may keep counted in", async () => {
    const slug = await publishLink();
    const call = () => edge.call(`http://localhost/${slug}`, { headers: BROWSER });
    const asked = vi.spyOn(env.PUBLISHED, "get");
    edge.env.PUBLISHED = env.PUBLISHED;
    expect((await call()).status).toBe(302);
    const cacheTtl = Math.max(
      ...asked.mock.calls.map(
        ([, options]) => (options as { cacheTtl?: number } | undefined)?.cacheTtl ?? 60,
      ),
    );
    await publishLink({ slug, status: "disabled" });
    let secondsTillGone = 0;
    while ((await call()).status === 302) {
      secondsTillGone += 1;
      edge.clock.nowMs += 1_000;
    }
    expect(secondsTillGone + cacheTtl).toBeLessThan(60);
  });
});
