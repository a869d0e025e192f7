import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { directClick } from "../../contracts/direct-click.ts";
import { ANSWERED_ID as ID, loadPage, type PageOptions, type Site } from "../../tests/support/fake-page.ts";
import { SNIPPET } from "../../workers/intake/snippet-text.ts";
import { buildSnippet, moduleOf } from "./build.ts";

const idOf = (letter: string): string => letter.repeat(32);
const DAY_MS = 24 * 60 * 60 * 1_000;
const SIGNED = { order: "A-1", amount: "12.90", currency: "EUR", sig: "s" };

let site: Site;
let nowMs: number;
const load = (options?: PageOptions) => loadPage(site, () => nowMs, options);

beforeAll(() => {
  expect(SNIPPET.length).toBeGreaterThan(500);
});
beforeEach(() => {
  site = { cookies: new Map(), stored: new Map() };
  nowMs = Date.UTC(2026, 10, 21);
});

describe("the snippet as it is served", () => {
  it("is what its source builds to", async () => {
    const built = moduleOf(await buildSnippet());
    expect(readFileSync(new URL("../../workers/intake/snippet-text.ts", import.meta.url), "utf8")).toBe(
      built,
    );
  });

  it("is at most 1,024 bytes of gzip", () => {
    const bytes = gzipSync(SNIPPET).byteLength;
    console.log(`snippet: ${bytes} bytes gzip of 1024, ${SNIPPET.length} as it is`);
    expect(bytes).toBeLessThanOrEqual(1_024);
  });
});

describe("a click id in the address", () => {
  it("is kept in local storage and in a cookie, and is there on the next page", async () => {
    const { writes } = await load({ address: `https://shop.example/?tb_clid=${ID}` });
    expect(site.stored.get("tb_clid")?.slice(0, 32)).toBe(ID);
    expect(site.cookies.get("tb_clid")).toBe(site.stored.get("tb_clid"));
    expect(writes.at(-1)).toMatch(/;path=\/;samesite=lax;max-age=7776000;secure$/);
    const next = await load();
    expect([next.tributary.clickId(), next.sent]).toEqual([ID, []]);
  });

  it.each([
    ["without local storage", { hasStorage: false }],
    ["without cookies", { hasCookies: false }],
  ])("is kept %s", async (_, options) => {
    await load({ address: `https://shop.example/?tb_clid=${ID}`, ...options });
    expect((await load(options)).tributary.clickIds()).toEqual([ID]);
  });

  it("is known on its page alone where nothing can be kept", async () => {
    const options = { hasStorage: false, hasCookies: false };
    const { tributary } = await load({ address: `https://shop.example/?tb_clid=${ID}`, ...options });
    expect(tributary.clickId()).toBe(ID);
    expect((await load(options)).tributary.clickId()).toBeUndefined();
  });

  it("may come under the name that the page gives, and is kept for all hosts of a domain and as long as it says", async () => {
    const data = { param: "aff_click", domain: "shop.example", days: "30" };
    const { writes } = await load({ address: `https://www.shop.example/?aff_click=${ID}`, data });
    expect(writes.at(-1)).toContain(";max-age=2592000;domain=shop.example;secure");
    expect((await load({ data })).tributary.clickId()).toBe(ID);
  });

  it("is taken by its exact form alone, whatever else is there", async () => {
    const near = [
      ID.slice(1),
      `${ID}A`,
      `${ID} `,
      ` ${ID}`,
      `${ID}\n`,
      `${ID.slice(1)}.`,
      `${ID.slice(1)}é`,
      "",
    ];
    for (const text of [...near, "null", "<script>", `${ID}~${ID}`]) {
      const { tributary } = await load({
        address: `https://shop.example/?tb_clid=${encodeURIComponent(text)}`,
      });
      expect([text, tributary.clickIds(), site.stored.size, site.cookies.size]).toEqual([text, [], 0, 0]);
    }
  });

  it("never breaks the page, nor keeps what is none, whatever the address holds", async () => {
    const text = fc.string({ unit: "binary", maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (clickId, via, stored) => {
        site = {
          cookies: new Map([["tb_clid", encodeURI(stored.replace(/\p{Cs}/gu, ""))]]),
          stored: new Map([["tb_clid", stored]]),
        };
        const query = new URLSearchParams({ tb_clid: clickId, via });
        const { tributary } = await load({ address: `https://shop.example/?${query}` });
        for (const id of tributary.clickIds()) expect(id).toMatch(/^[\w-]{32}$/);
      }),
      { numRuns: 300 },
    );
  });

  it("comes first, and five before it stay, each once", async () => {
    for (const letter of "abcdefgh") {
      nowMs += 1_000;
      await load({ address: `https://shop.example/?tb_clid=${idOf(letter)}` });
    }
    nowMs += 1_000;
    const { tributary } = await load({ address: `https://shop.example/?tb_clid=${idOf("h")}` });
    expect(tributary.clickIds()).toEqual([..."hgfedc"].map(idOf));
  });

  it("is forgotten after 90 days, though the browser still has it", async () => {
    await load({ address: `https://shop.example/?tb_clid=${ID}` });
    nowMs += 90 * DAY_MS - 1;
    expect((await load()).tributary.clickId()).toBe(ID);
    nowMs += 1;
    expect((await load()).tributary.clickId()).toBeUndefined();
  });
});

describe("a visitor who refused", () => {
  it.each([
    ["by Global Privacy Control", { gpc: true }],
    ["by the page's banner", { data: { consent: "denied" } }],
  ])("%s is known on the page alone, and what was kept is removed", async (_, options) => {
    await load({ address: `https://shop.example/?tb_clid=${idOf("a")}` });
    const { tributary } = await load({ address: `https://shop.example/?tb_clid=${ID}`, ...options });
    expect(tributary.clickIds()).toEqual([ID]);
    expect([site.cookies.size, site.stored.size]).toEqual([0, 0]);
    expect((await load(options)).tributary.clickIds()).toEqual([]);
  });

  it("is not overruled by the page", async () => {
    const { tributary } = await load({ address: `https://shop.example/?tb_clid=${ID}`, gpc: true });
    tributary.consent("granted");
    expect([site.cookies.size, site.stored.size]).toEqual([0, 0]);
  });

  it("later has what was kept removed", async () => {
    const { tributary } = await load({ address: `https://shop.example/?tb_clid=${ID}` });
    tributary.consent("denied");
    expect([site.cookies.size, site.stored.size]).toEqual([0, 0]);
  });
});

it("keeps nothing and removes nothing while the visitor has not decided, and all once it is granted", async () => {
  await load({ address: `https://shop.example/?tb_clid=${idOf("a")}` });
  nowMs += 1_000;
  const data = { consent: "pending" };
  const { tributary } = await load({ address: `https://shop.example/?tb_clid=${ID}`, data });
  expect(site.stored.get("tb_clid")).toMatch(/^a{32}\.\w+$/);
  tributary.consent("granted");
  expect((await load()).tributary.clickIds()).toEqual([ID, idOf("a")]);
});

describe("a visitor with the slug of a link in the address", () => {
  const direct = (options: PageOptions = {}) =>
    load({ address: "https://shop.example/p?via=anna&sub1=x", ...options });

  it("is reported, in a form that the intake takes, and the click id that comes back is kept", async () => {
    const { sent, tributary } = await direct();
    expect(sent.map(({ url, init }) => [url, init.keepalive])).toEqual([
      ["https://go.example.com/v1/clicks", true],
    ]);
    const body: unknown = JSON.parse(sent[0]?.init.body ?? "");
    expect(body).toEqual({
      key: "tb_pk_x",
      slug: "anna",
      url: "https://shop.example/p?via=anna&sub1=x",
      referrer: "https://blog.example/post?secret=1",
      consent: "granted",
    });
    expect(directClick.safeParse(body).success).toBe(true);
    expect([tributary.clickId(), (await load()).tributary.clickId()]).toEqual([ID, ID]);
  });

  it("is reported once for a visit, and again for another link or half an hour later", async () => {
    await direct();
    nowMs += 60_000;
    expect((await direct()).sent).toEqual([]);
    expect(
      (await load({ address: "https://shop.example/?via=nn", answer: { click_id: idOf("b") } })).sent,
    ).toHaveLength(1);
    expect((await direct()).sent).toHaveLength(1);
    nowMs += 1_800_000;
    expect((await direct()).sent).toHaveLength(1);
  });

  it("may be named by any of the parameters that the page gives", async () => {
    const data = { via: "ref,aff" };
    expect((await load({ address: "https://shop.example/?aff=anna", data })).sent).toHaveLength(1);
    expect((await load({ address: "https://shop.example/?via=anna", data })).sent).toEqual([]);
  });

  it.each([
    ["what is no slug", { address: "https://shop.example/?via=%3Cscript%3E" }],
    ["an empty one", { address: "https://shop.example/?via=" }],
    ["one too long", { address: `https://shop.example/?via=${"x".repeat(65)}` }],
    ["a page without a key", { data: { key: "" } }],
    ["a click id, which says more", { address: `https://shop.example/?via=anna&tb_clid=${ID}` }],
  ])("is not reported for %s", async (_, options) => {
    expect((await direct(options)).sent).toEqual([]);
  });

  it.each([
    ["an error", { answer: { error: { code: "gone" } } }],
    ["no answer", { isOffline: true }],
  ])("goes on undisturbed after %s", async (_, options) => {
    const { sent, tributary } = await direct(options);
    expect([sent.length, tributary.clickIds(), site.stored.size]).toEqual([1, [], 0]);
  });

  it("who refused is reported as such, and not kept", async () => {
    for (const options of [
      { gpc: true },
      { data: { consent: "denied" } },
      { data: { consent: "pending" } },
    ]) {
      const { sent } = await direct(options);
      expect(JSON.parse(sent[0]?.init.body ?? "")).toMatchObject({ consent: "denied" });
      expect([site.cookies.size, site.stored.size]).toEqual([0, 0]);
    }
  });

  it("is reported once the page is shown, where the browser prepared it", async () => {
    const { sent, activate, settle, tributary } = await direct({ prerendering: true });
    expect([sent, tributary.clickIds()]).toEqual([[], []]);
    activate();
    await settle();
    expect([sent.length, tributary.clickId()]).toEqual([1, ID]);
  });
});

describe("an order", () => {
  it("is told with every click that is kept, the newest apart", async () => {
    for (const letter of "ab") {
      nowMs += 1_000;
      await load({ address: `https://shop.example/?tb_clid=${idOf(letter)}` });
    }
    const answer = { id: "cnv_1", object: "conversion" };
    const { tributary, sent } = await load({ answer });
    expect(await tributary.sale(SIGNED)).toEqual(answer);
    expect(await tributary.lead(SIGNED)).toEqual(answer);
    const clicks = { click_id: idOf("b"), click_ids: idOf("a"), key: "tb_pk_x" };
    expect(sent.map(({ url, init }) => [url, JSON.parse(init.body)])).toEqual([
      ["https://go.example.com/v1/pixel", { ...clicks, ...SIGNED }],
      ["https://go.example.com/v1/pixel", { ...clicks, event: "lead", ...SIGNED }],
    ]);
  });

  it("may come without a click, and tells the page what was wrong with it", async () => {
    const answer = { error: { code: "forbidden", message: "", param: "sig" } };
    const { tributary } = await load({ answer });
    expect(await tributary.sale(SIGNED)).toEqual(answer);
    await expect((await load({ isOffline: true })).tributary.sale(SIGNED)).rejects.toThrow("Failed to fetch");
  });
});
