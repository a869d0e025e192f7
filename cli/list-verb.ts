import type { ArgsDef } from "citty";
import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { EXIT, Failure } from "./failure.ts";
import { readSettings } from "./settings.ts";
import { API_ARGS, defineVerb, JSON_ARG, type Verb } from "./verb.ts";

type Row = Readonly<Record<string, unknown>>;
const page = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.nullable(z.string()),
});

/** A command that prints a list of the API. */
export type ListDeclaration = {
  readonly words: string;
  readonly summary: string;
  readonly path: string;
  /** Filters of the list by the names of their parameters. */
  readonly filters?: ArgsDef;
  /** What a line holds, in order: paths into a row, e.g. `amount.amount_minor`. */
  readonly columns: readonly string[];
};

/** Rows printed where nobody says how many. */
const ROWS = 50;

/**
 * Declares such a command: a line for each row, its columns parted by tabs and headed by their names where somebody is watching; or
 * a JSON object a line.
 */
export function listVerb({ words, summary, path, filters = {}, columns }: ListDeclaration): Verb {
  const args: ArgsDef = {
    ...filters,
    limit: { type: "string", valueHint: "N", default: String(ROWS), description: "rows at most; 0 for all" },
    ...API_ARGS,
    ...JSON_ARG,
  };
  return defineVerb({
    words,
    summary,
    args,
    run: async (values, terminal) => {
      const limit = readLimit(String(values.limit));
      const client = new ApiClient(
        await readSettings({ url: textOf(values.url), key: textOf(values.key) }, terminal),
        terminal,
      );
      const query = Object.fromEntries(
        Object.keys(filters).map((name) => [name.replaceAll("-", "_"), textOf(values[name])]),
      );
      const asJson = values.json === true;
      if (!asJson && terminal.redraw) terminal.print(columns.join("\t"));
      let [left, printed] = [limit, 0];
      for await (const { data } of client.pages(path, query, page)) {
        for (const row of data.slice(0, left))
          terminal.print(asJson ? JSON.stringify(row) : lineOf(row, columns));
        left -= data.length;
        printed += data.length;
        if (left <= 0) break;
      }
      if (printed === 0) terminal.warn("There is nothing.");
      return EXIT.done;
    },
  });
}

function readLimit(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure(EXIT.usage, "--limit must be a whole number, 0 for all");
  return text === "0" ? Number.POSITIVE_INFINITY : Number(text);
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A row as a line: its columns parted by tabs. */
export function lineOf(row: Row, columns: readonly string[]): string {
  return columns.map((path) => showCell(valueAt(row, path))).join("\t");
}

function valueAt(row: Row, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, name) => (typeof value === "object" && value !== null ? (value as Row)[name] : undefined),
      row,
    );
}

/** A value in a line: what is not there is `-`, and nothing breaks the line. */
export function showCell(value: unknown): string {
  if (value === null || value === undefined || value === "") return "-";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(/[\s\p{Cc}]+/gu, " ");
}
