import * as fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

it("sorts members at every depth, as UTF-16 does, and leaves arrays in order", () => {
  expect(canonicalJson({ b: [2, 1], a: { z: null, "€": true, A: "x\n" } })).toBe(
    '{"a":{"A":"x\\n","z":null,"€":true},"b":[2,1]}',
  );
});

it("writes a bigint as a string, a date by its ISO form, and leaves out what is undefined", () => {
  const value = { amount: 10n ** 20n, at: new Date(0), none: undefined, list: [undefined] };
  expect(canonicalJson(value)).toBe(
    '{"amount":"100000000000000000000","at":"1970-01-01T00:00:00.000Z","list":[null]}',
  );
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol("x"), undefined])(
  "writes %o, which JSON cannot hold, as null",
  (value) => {
    expect(canonicalJson(value)).toBe("null");
  },
);

it("says the same as JSON, and the same again when that is read and written with its members turned round", () => {
  const turnRound = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turnRound);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, turnRound(member)]),
    );
  };
  void fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turnRound(JSON.parse(text)))).toBe(text);
    }),
  );
});
