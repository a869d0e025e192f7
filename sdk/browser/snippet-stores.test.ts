import { beforeEach, describe, expect, it } from "vitest";
import { loadPage, type PageOptions, type Site } from "../../tests/support/fake-page.ts";

const idOf = (letter: string): string => letter.repeat(32);
const START_MS = Date.UTC(2026, 10, 21);
/** How the snippet writes a click down that came some seconds after the start. */
const entryOf = (letter: string, seconds = 0): string =>
  `${idOf(letter)}.${(START_MS + seconds * 1_000).toString(36)}`;

let nowMs: number;
/** Cookies of the domain, and the local storage of each host. */
let cookies: Map<string, string>;
let stores: Map<string, Map<string, string>>;

const siteOf = (host: string): Site => {
  const stored = stores.get(host) ?? new Map<string, string>();
  stores.set(host, stored);
  return { cookies, stored };
};
/** Opens a page of a host, a second after the one before. */
const open = async (host: string, clickId?: string, options: PageOptions = {}) => {
  nowMs += 1_000;
  const address = `https://${host}.shop.example/${clickId ? `?tb_clid=${clickId}` : ""}`;
  return (await loadPage(siteOf(host), () => nowMs, { address, ...options })).tributary;
};

beforeEach(() => {
  nowMs = START_MS + 60_000;
  cookies = new Map();
  stores = new Map();
});

describe("hosts that share the cookie of their domain", () => {
  const data = { domain: "shop.example" };

  it("know every click in the order in which it came, whichever host it came to", async () => {
    await open("www", idOf("A"), { data });
    await open("blog", idOf("B"), { data });
    expect((await open("www", undefined, { data })).clickIds()).toEqual([idOf("B"), idOf("A")]);
    expect((await open("blog", undefined, { data })).clickIds()).toEqual([idOf("B"), idOf("A")]);
  });

  it("bring nothing back that was removed on another of them", async () => {
    await open("blog", idOf("A"), { data });
    (await open("www", undefined, { data })).consent("denied");
    expect((await open("blog", undefined, { data: { ...data, consent: "granted" } })).clickIds()).toEqual([]);
    expect(cookies.size).toBe(0);
  });

  it("keep nothing in local storage, and remove what is there of a time when they shared none", async () => {
    await open("www", idOf("A"));
    cookies.clear();
    expect((await open("www", idOf("B"), { data })).clickIds()).toEqual([idOf("B")]);
    expect(stores.get("www")?.size).toBe(0);
  });
});

describe("what the browser keeps", () => {
  it("is read from both stores, newest first, each click once", async () => {
    cookies.set("tb_clid", [entryOf("C", 3), entryOf("A", 1)].join("~"));
    siteOf("www").stored.set("tb_clid", [entryOf("D", 4), entryOf("C", 3), entryOf("B", 2)].join("~"));
    expect((await open("www")).clickIds()).toEqual([..."DCBA"].map(idOf));
    expect(cookies.get("tb_clid")).toBe(stores.get("www")?.get("tb_clid"));
  });

  it.each(["garbage", entryOf("O", -91 * 86_400), entryOf("F", 86_400), ""])(
    "is not hidden by what is not good in local storage: %s",
    async (stored) => {
      cookies.set("tb_clid", entryOf("A"));
      siteOf("www").stored.set("tb_clid", stored);
      expect((await open("www")).clickIds()).toEqual([idOf("A")]);
    },
  );

  it("is found by the whole name of its cookie", async () => {
    cookies.set("my_tb_clid", entryOf("X"));
    cookies.set("tb_clid", entryOf("A"));
    cookies.set("tb_clid_old", entryOf("Y"));
    expect((await open("www", undefined, { hasStorage: false })).clickIds()).toEqual([idOf("A")]);
  });

  it("may not be asked for: the click of the address is known on its page all the same", async () => {
    const options = { refusesCookies: true, hasStorage: false };
    expect((await open("www", idOf("A"), options)).clickId()).toBe(idOf("A"));
    expect((await open("www", undefined, options)).clickId()).toBeUndefined();
  });
});

it("takes the names of parameters with spaces around their commas", async () => {
  const options = { address: "https://shop.example/?ref=anna", data: { via: "via, ref" } };
  expect((await loadPage(siteOf("www"), () => nowMs, options)).sent).toHaveLength(1);
});
