import { describe, expect, it } from "vitest";
import { doubtfulFields } from "./strict-json.ts";

describe("fields that parsing loses", () => {
  it.each<[string, readonly string[]]>([
    ['{"a":1,"b":[{"a":1},{"a":2}],"c":{"a":"a"}}', []],
    ['{"a":1,"a":1}', ["a"]],
    ['{"a":{"b":1},"x":[0,{"b":1,"c":[],"b":{}}]}', ["x[1].b"]],
    ['{"a":1,"\\u0061":2}', ["a"]],
    ['{"a\\"":"\\\\","a":",\\"a\\":","c":"{"}', []],
    ['{ "a" : "}" , "b" : [ "a", "a", "a" ] , "b" : 1 }', ["b"]],
    ['{"":1,"toString":1,"constructor":2}', []],
    ['[{"k":1},{"k":1,"k":2}]', ["[1].k"]],
    ['{"answers":{"__proto__":1}}', ["answers.__proto__"]],
    ['"a"', []],
  ])("of %s are %j", (text, params) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(doubtfulFields(text).map(({ param }) => param)).toEqual(params);
  });

  it("are found where parsing says there are fewer keys than were written, and nowhere else", () => {
    const keys = ["a", "b", "\\u0061", 'q\\"', "a,b", ""];
    for (let number = 0; number < 6 ** 3; number += 1) {
      const [one, two, three] = [0, 1, 2].map((place) => keys[Math.floor(number / 6 ** place) % 6]);
      const text = `{"${one}":["${two}"],"${two}":{"${three}":1},"${three}":"${one}"}`;
      const isWhole = Object.keys(JSON.parse(text)).length === 3;
      expect([text, doubtfulFields(text).length === 0]).toEqual([text, isWhole]);
    }
  });

  it("are found in a body of 64 KiB in a few milliseconds, whatever its form", () => {
    const bodies = [
      `{"a":"${"x".repeat(65_000)}"}`,
      `{${Array.from({ length: 6_000 }, (_, at) => `"k${at}":1`).join(",")}}`,
      `${'{"":'.repeat(13_000)}1${"}".repeat(13_000)}`,
      `${"[".repeat(32_000)}${"]".repeat(32_000)}`,
    ];
    for (const body of bodies) {
      const startedMs = performance.now();
      expect(doubtfulFields(body)).toEqual([]);
      expect(performance.now() - startedMs).toBeLessThan(250);
    }
  });

  it("are told by 256 characters of their path at most", () => {
    const key = "k".repeat(30_000);
    const [field] = doubtfulFields(`{"${key}":{"${key}":1,"${key}":2}}`);
    expect(field?.param).toBe(`${"k".repeat(255)}…`);
    const short = "k".repeat(256);
    expect(doubtfulFields(`{"${short}":1,"${short}":2}`)[0]?.param).toBe(short);
  });

  it("are told ten of at most", () => {
    expect(doubtfulFields(`{${'"a":1,'.repeat(50)}"b":1}`)).toHaveLength(10);
  });
});
