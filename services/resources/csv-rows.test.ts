import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { json, list, named } from "./columns.ts";
import { readCsvRows, saidAnew, writeCsvRows } from "./csv-rows.ts";

const COLUMNS = { name: named("name"), tags: list("tags"), rule: json("rule") };
const NAMES = ["id", ...Object.keys(COLUMNS)];
const bodiesOf = (csv: string) => {
  const read = readCsvRows(csv, COLUMNS);
  return read.ok ? read.value.map((row) => ("body" in row ? row.body : row.problem)) : read.error;
};

/** Texts of what has a meaning in files, cells and lists, and of anything. */
const oddText = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."'\";,= \n\r\ta-\\+@\uff1d\ufeff"), minLength: 1, maxLength: 8 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
);

describe("a row that went out", () => {
  it("comes in as it was, whatever its texts and lists hold", () => {
    const row = fc.record({
      id: fc.constant("tag_1"),
      name: oddText,
      tags: fc.array(oddText, { minLength: 1, maxLength: 4 }),
      rule: fc.record({ text: oddText }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
        const csv = writeCsvRows(NAMES, rows, { hasNames: true });
        expect(bodiesOf(csv)).toEqual(rows.map(({ id: _, ...body }) => body));
        const read = readCsvRows(csv, COLUMNS);
        const said = read.ok
          ? read.value.map((each, index) => "body" in each && saidAnew(each, rows[index] ?? {}))
          : null;
        expect(said).toEqual(rows.map(() => ({})));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [["x;y", "a b"], '"x;y";a b'],
    [['say "so"', " a "], '"say ""so""";" a "'],
    [["=c", "d"], "'=c;d"],
  ])("has the list %j as %s in its cell", (tags, cell) => {
    const csv = writeCsvRows(["tags"], [{ tags }], { hasNames: false });
    expect(
      csv
        .trimEnd()
        .replace(/^"(.*)"$/, "$1")
        .replaceAll('""', '"'),
    ).toBe(cell);
  });
});

it.each([
  ["a; b ;c", ["a", "b", "c"]],
  ['"a;b" ; c', ["a;b", "c"]],
  ['12" pipes;"x"y', ['12" pipes', '"x"y']],
  ["a;", ["a", ""]],
])("reads the list %s that somebody wrote", (cell, tags) => {
  expect(bodiesOf(`tags,name\n"${cell.replaceAll('"', '""')}",n\n`)).toEqual([{ tags, name: "n" }]);
});
