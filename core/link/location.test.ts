import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUrl as parse } from "../../platform/parse-url.ts";
import { compileDestination, fillDestination, MACROS, plainDestination } from "./location.ts";

const compile = (text: string, ...clickIdParameters: readonly string[]) =>
  compileDestination(text, { clickIdParameters: ["tb_clid", ...clickIdParameters], parse });
/** Fills a destination with `[name]` for each macro but those given. */
const fill = (text: string, values: Readonly<Record<string, string>> = {}, added = "") => {
  const destination = compile(text);
  return destination && fillDestination(destination, (name) => values[name] ?? `[${name}]`, added);
};

describe("a destination", () => {
  it.each([
    ["https://shop.example", "", "https://shop.example/"],
    ["https://shop.example", "a=1", "https://shop.example/?a=1"],
    ["https://shop.example/?", "a=1", "https://shop.example/?a=1"],
    ["https://shop.example/p?x=%7E+y&flag#part?z", "a=1", "https://shop.example/p?x=%7E+y&flag&a=1#part?z"],
    ["HTTPS://SHOP.example/é?q=ü", "a=1", "https://shop.example/%C3%A9?q=%C3%BC&a=1"],
    ["http://localhost:3000/x", "a=1", "http://localhost:3000/x?a=1"],
  ])("%s with %j is %s", (text, added, expected) => {
    expect(fill(text, {}, added)).toBe(expected);
  });

  it("has the click id where it names its parameter, in place", () => {
    expect(fill("https://shop.example/?a=1&tb_clid=old&b=2#c", { click_id: "ID" })).toBe(
      "https://shop.example/?a=1&tb_clid=ID&b=2#c",
    );
    expect(compile("https://shop.example/?x=1", "x")?.names).toEqual(new Set(["x"]));
  });

  it("has the click id under each of its names: an address copied from a visit holds that visit's", () => {
    const destination = compile("https://shop.example/?dub_id=old&a=1&tb_clid=old", "dub_id", "cid");
    expect(destination && fillDestination(destination, () => "ID", "")).toBe(
      "https://shop.example/?dub_id=ID&a=1&tb_clid=ID",
    );
  });

  it("keeps its own query letter for letter, however long it is", () => {
    const query = Array.from({ length: 200 }, (_, index) => `p${index}=${index}`).join("&");
    for (const own of [query, "a=1&&b=2&", "&a", "=", "a==b&%zz&+=%2B"]) {
      expect(fill(`https://shop.example/?${own}#x`)).toBe(`https://shop.example/?${own}#x`);
    }
  });

  it.each(["", "shop.example", "javascript:alert(1)", "data:text/html,x", "ftp://shop.example/", "https://"])(
    "is not %j",
    (text) => {
      expect(compile(text)).toBeNull();
    },
  );
});

describe("a macro", () => {
  it.each(MACROS)("{%s} stands for its value in path, query and fragment", (name) => {
    expect(fill(`https://shop.example/{${name}}/x?a={${name}}#{${name}}`, { [name]: "v 1" })).toBe(
      "https://shop.example/v%201/x?a=v%201#v%201",
    );
  });

  it.each([
    "{sub1}://shop.example/",
    "https://{sub1}/",
    "https://{sub1}.shop.example/",
    "https://shop.example{sub1}/",
    "https://shop.{country}/",
    "https://{sub1}@shop.example/",
    "https://a:{sub1}@shop.example/",
    "https://shop.example:{sub1}/",
  ])("never chooses where to: %s is no destination", (text) => {
    expect(compile(text)).toBeNull();
  });

  it.each(["{sub1}{sub2}", "{sub1}x{sub2}", "{country}7{device}", "{sub1}x7q{sub1}{sub1}"])(
    "stands beside another without a sign between them: %s",
    (text) => {
      const expected = text.replace(/\{(\w+)\}/g, "-$1-");
      const values = Object.fromEntries(MACROS.map((name) => [name, `-${name}-`]));
      expect(fill(`https://shop.example/${text}?a=${text}#${text}`, values)).toBe(
        `https://shop.example/${expected}?a=${expected}#${expected}`,
      );
    },
  );

  it("that nobody knows stays text", () => {
    expect(fill("https://shop.example/?a={unknown}&b={SUB1}")).toBe(
      "https://shop.example/?a={unknown}&b={SUB1}",
    );
  });

  it("is encoded as a value: the field's own example", () => {
    expect(fill("https://shop.example/?a={sub1}", { sub1: "a&b=c d/é" })).toBe(
      "https://shop.example/?a=a%26b%3Dc%20d%2F%C3%A9",
    );
  });

  it("does not expand again, and takes no step up the path", () => {
    expect(fill("https://shop.example/{sub1}/x", { sub1: "{sub2}" })).toBe(
      "https://shop.example/%7Bsub2%7D/x",
    );
    expect(fill("https://shop.example/a/{sub1}/x", { sub1: ".." })).toBe("https://shop.example/a//x");
    expect(fill("https://shop.example/a/{sub1}/x", { sub1: "." })).toBe("https://shop.example/a//x");
  });

  it("leads to the one host, whatever its value holds", () => {
    void fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...MACROS), (value, name) => {
        const destination = compile(`https://shop.example/{${name}}?a={${name}}#{${name}}`);
        const location =
          destination && fillDestination(destination, () => value, `b=${encodeURIComponent("x")}`);
        const { host, searchParams, protocol } = new URL(location ?? "");
        expect([protocol, host, searchParams.get("b")]).toEqual(["https:", "shop.example", "x"]);
        expect(location).toMatch(/^[\x21-\x7e]*$/);
      }),
      { numRuns: 2_000 },
    );
  }, 30_000);
});

describe("an address that a visitor sent", () => {
  it.each(["tbmacro7q0x7q", "tbmacro7tbmacro7q0x7qq0x7q"])(
    "holds no macro, however it is written: %s",
    (mark) => {
      const address = parse(`https://shop.example/{sub1}?a={click_id}&b=${mark}#{sub2}`);
      const location =
        address && fillDestination(plainDestination(address, ["tb_clid"]), () => "VALUE", "c=1");
      expect(location).not.toContain("VALUE");
      const { searchParams } = new URL(location ?? "");
      expect([searchParams.get("b"), searchParams.get("c")]).toEqual([mark, "1"]);
      expect(address && plainDestination(address, ["tb_clid"]).host).toBe("shop.example");
    },
  );

  it("has its click id replaced by ours", () => {
    const address = parse("https://shop.example/?tb_clid=theirs");
    expect(address && fillDestination(plainDestination(address, ["tb_clid"]), () => "ours", "")).toBe(
      "https://shop.example/?tb_clid=ours",
    );
  });
});
