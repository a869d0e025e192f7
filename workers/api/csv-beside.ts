import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Route } from "./route.ts";

/** How the path of a file ends that has what a list or a report has. */
const ENDS = ["export", "csv"];
const TYPES = { json: "application/json", csv: "text/csv" } as const;

/** The route beside a list or a report that gives it as CSV, under its own permission; undefined where there is none. */
export function csvBeside(
  routes: readonly Route[],
  { method, path }: Pick<Route, "method" | "path">,
): Route | undefined {
  return routes.find(
    (route) => route.method === method && ENDS.some((end) => route.path === `${path}/${end}`),
  );
}

/** True where a caller would rather have CSV than JSON (RFC 9110, section 12.5.1). */
export const prefersCsv = (c: Context): boolean =>
  accepts(c, { header: "Accept", supports: [TYPES.json, TYPES.csv], default: TYPES.json }) === TYPES.csv;
