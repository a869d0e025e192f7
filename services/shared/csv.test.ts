import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { writeCsv } from "./csv.ts";

const cellsOf = (csv: string): readonly string[] => Papa.parse<string[]>(csv.trimEnd()).data.flat();

describe("CSV for a spreadsheet", () => {
  it.each([..."=+-@\t\r\n\0＝＋－＠"].map((first) => [JSON.stringify(first), first]))(
    "quotes text that begins with %s, so that nothing runs",
    (_, first) => {
      const [cell] = cellsOf(writeCsv([], [[`${first}cmd|' /C calc'!A0`]]));
      expect(cell?.[0]).toBe("'");
      expect(cell?.slice(1).replaceAll("\r\n", "\n")).toBe(`${first}cmd|' /C calc'!A0`);
    },
  );

  it("leaves numbers numbers, negative ones too, and text that is none of that as it is", () => {
    expect(writeCsv([], [[-12.34, 0, -1, "Ada", "a=b", "1-2", ""]])).toBe("-12.34,0,-1,Ada,a=b,1-2,\r\n");
  });

  it("quotes what would break a cell or a line, and names of columns too", () => {
    const csv = writeCsv(["=name", 'say "so"'], [["a,b", "c\nd"]]);
    expect(csv).toBe(`"'=name","say ""so"""\r\n"a,b","c\nd"\r\n`);
  });

  it("without fields and rows is empty", () => {
    expect(writeCsv([], [])).toBe("");
  });
});
