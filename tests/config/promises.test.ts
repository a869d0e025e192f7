import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const PAGE = "docs/promises.md";
const rows = readFileSync(PAGE, "utf8")
  .split("\n")
  .filter((line) => /^\| [PF]\d/.test(line));
const pathsOf = (row: string): string[] =>
  [...row.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, path]) => path ?? "");

describe(PAGE, () => {
  it.each(rows)("%s names tests that are there", (row) => {
    const paths = pathsOf(row);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("has every promise and fault of the click log", () => {
    const ids = rows.flatMap((row) => (row.split("|")[1] ?? "").split(",").map((id) => id.trim()));
    expect(ids).toEqual([
      ...[
        "P1",
        "P2",
        "P3",
        "P4",
        "P5",
        "P6",
        "P7",
        "P8",
        "P9",
        "P10",
        "P11",
        "P12",
        "P13",
        "P14",
        "P15",
        "P16",
        "P17",
        "P18",
        "P19",
        "P20",
        "P23",
      ],
      ...Array.from({ length: 14 }, (_, index) => `F${index + 1}`),
      ...["F19", "F20", "F22", "F23", "F24", "F28"],
    ]);
  });
});
