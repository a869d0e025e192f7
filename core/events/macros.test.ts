import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fillTemplate, POSTBACK_MACROS, templateProblem } from "./macros.ts";

/** As the runtime parses. */
const parse = (text: string): URL | null => {
  try {
    return new URL(text);
  } catch {
    return null;
  }
};
const fill = (template: string, values: Readonly<Record<string, string | null>>) =>
  fillTemplate(template, values, parse);

it("has at least 60 macros, each told apart in a sentence", () => {
  const says = Object.values(POSTBACK_MACROS);
  expect(says.length).toBeGreaterThanOrEqual(60);
  expect(says.filter((text) => !text.endsWith("."))).toEqual([]);
});

it("encodes values whole", () => {
  expect(fill("https://net.example/p?s={sub1}&a={amount}", { sub1: "a&b=c d/é", amount: "12.90" })).toBe(
    "https://net.example/p?s=a%26b%3Dc%20d%2F%C3%A9&a=12.90",
  );
});

it("makes nothing of a macro nobody knows, and of a value that is not there", () => {
  expect(fill("https://net.example/p?a={no_such}&b={sub1}&c=1", { sub1: null })).toBe(
    "https://net.example/p?a=&b=&c=1",
  );
  expect(fill("https://net.example/?a={toString}{__proto__}{constructor}", {})).toBe(
    "https://net.example/?a=",
  );
});

it("never reads a value again, whatever it holds", () => {
  const values = { sub1: "{sub2}", sub2: "{commission}", commission: "5.00" };
  expect(fill("https://net.example/?a={sub1}&b={sub2}&c={commission}", values)).toBe(
    "https://net.example/?a=%7Bsub2%7D&b=%7Bcommission%7D&c=5.00",
  );
});

it("leads to where the template says, whatever the values are", () => {
  void fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "?q=", "#"), (value, before) => {
      const url = fill(`https://net.example/p/{sub1}/x${before}{sub1}`, { sub1: value });
      if (url === null) return;
      expect(new URL(url).host).toBe("net.example");
      expect(new URL(url).pathname).toMatch(/^\/p\/[^/]*\/x/);
      expect(new URL(url).searchParams.size).toBeLessThanOrEqual(1);
    }),
  );
});

it("refuses values that climb out of their folder", () => {
  expect(fill("https://net.example/p/{sub1}/x", { sub1: ".." })).toBeNull();
  expect(fill("https://net.example/p/{sub1}{sub2}/x", { sub1: ".", sub2: "." })).toBeNull();
  expect(fill("https://net.example/p/{sub1}", { sub1: "half \ud800" })).toBe(
    "https://net.example/p/half%20%EF%BF%BD",
  );
});

it.each([
  "https://{sub1}/",
  "https://{sub1}.net.example/",
  "https://net.example:{sub1}/",
  "{sub1}://net.example/",
  "https:{sub1}//net.example/",
  "https://user:{sub1}@net.example/",
  "https://net.example{sub1}/",
  "{sub1}",
])("refuses %s: a macro before the path", (template) => {
  expect(templateProblem(template, parse)).not.toBeNull();
});

it.each([
  ["https://net.example/?a={sub1", "holds a brace that is no part of a macro"],
  ["https://net.example/?a={{sub1}}", "holds a brace that is no part of a macro"],
  ["https://net.example/?a={sub 1}", "holds a brace that is no part of a macro"],
  ["/p?a={sub1}", "must be an absolute URL"],
  ["https://net.example/?a={sub1}", null],
  ["https://net.example?a={sub1}", null],
  ["https://net.example/{click_id}#{sub1}", null],
])("judges %s", (template, problem) => {
  expect(templateProblem(template, parse)).toBe(problem);
});
