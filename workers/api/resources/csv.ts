import * as z from "zod/mini";
import { boundToAgent, withDatabase } from "../../../db/client.ts";
import { type CsvRow, readCsvRows, saidAnew, writeCsvRows } from "../../../services/resources/csv-rows.ts";
import { type ListRequest, listRows } from "../../../services/resources/list-rows.ts";
import type { Fields, ResourceRow } from "../../../services/resources/resource.ts";
import { RequestError } from "../../shared/errors.ts";
import { decodeUtf8, readBytes } from "../../shared/read-json.ts";
import { agentOf } from "../caller.ts";
import { csvResponse } from "../csv-stream.ts";
import { invalid } from "../params.ts";
import { type Call, defineRoute, type Route } from "../route.ts";
import { doAll, type RowError, rowErrorView } from "./bulk.ts";
import { type Definition, refuseMasked, show } from "./definition.ts";
import { filterQuery, filtersOf } from "./query.ts";

/** Largest upload, in bytes. */
const UPLOAD_BYTES_MAX = 1_048_576;
/** Rows of an export that are read at once. */
const PAGE_ROWS = 500;

/** The route that fills an entity from CSV, row by row. */
export function importRoute<Row extends ResourceRow>(definition: Definition<Row>): Route {
  const { path, many, permissions } = definition;
  return defineRoute({
    method: "POST",
    path: `${path}/imports`,
    permission: permissions.write,
    summary: `Creates ${many} by a CSV file, or changes those whose id a row has, and tells of each row what became of it.`,
    bodyBytesMax: UPLOAD_BYTES_MAX,
    takes: ["text/csv"],
    answers: { 200: importSchema },
    handler: async (call) => {
      const rows = await withoutStanding(definition, call, await readUpload(definition, call.request));
      const asked = rows.flatMap((row) =>
        "problem" in row || "stands" in row
          ? []
          : [row.id === null ? ({ kind: "create", body: row.body } as const) : updateOf(row.id, row.body)],
      );
      const results = [...(await doAll(definition, call, asked))];
      const reports = rows.map((row) => {
        if ("stands" in row) return { row: row.row, status: "unchanged", id: row.stands };
        return reportOf(row, "problem" in row ? null : (results.shift() ?? null));
      });
      const count = (status: string) => reports.filter((each) => each.status === status).length;
      return Response.json({
        object: "import",
        ...{ rows: reports.length, created: count("created"), updated: count("updated") },
        ...{ unchanged: count("unchanged"), refused: count("refused"), results: reports },
      });
    },
  });
}

/**
 * The rows with what they say anew. One that says only what stands already is nothing to do, unless another names the same id:
 * which of them is meant is for `writeRows` to say, and it sees all.
 */
async function withoutStanding<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: Pick<Call, "env" | "context" | "caller">,
  rows: readonly CsvRow[],
): Promise<readonly (CsvRow | { readonly row: number; readonly stands: string })[]> {
  const ids = rows.flatMap((row) => ("problem" in row || row.id === null ? [] : [row.id]));
  if (ids.length === 0) return rows;
  const standing = await listRows(call.context, definition.resource, {
    ...{ filters: [{ column: "id", operator: "in", value: ids }], archived: "all", after: null },
    ...{ sort: { column: "id", isDescending: false }, limit: ids.length },
  });
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  const shown = new Map(standing.rows.map((row) => [row.id, show(definition, row, call) as Fields]));
  return rows.map((row) => {
    if ("problem" in row || row.id === null || repeated.has(row.id)) return row;
    const stands = shown.get(row.id);
    if (!stands) return row;
    const body = saidAnew(row, stands);
    const isSame = Object.keys(body).length === 0 && Object.keys(row.body).length > 0;
    return isSame ? { row: row.row, stands: row.id } : { ...row, body };
  });
}

const updateOf = (id: string, body: unknown) => ({ kind: "update", id, body }) as const;

const importSchema = z.object({
  object: z.literal("import"),
  ...{ rows: z.int(), created: z.int(), updated: z.int(), unchanged: z.int(), refused: z.int() },
  results: z.array(
    z.object({
      ...{ row: z.int(), status: z.string(), id: z.nullable(z.string()) },
      error: z.optional(rowErrorView),
    }),
  ),
});

async function readUpload<Row extends ResourceRow>(
  { resource, asked = {} }: Definition<Row>,
  request: Request,
): Promise<readonly CsvRow[]> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "text/csv") {
    throw new RequestError("unsupported_media_type", "Send the rows as text/csv.");
  }
  const text = decodeUtf8(await readBytes(request, UPLOAD_BYTES_MAX));
  if (text === null) throw invalid("body", "must be UTF-8");
  const rows = readCsvRows(text, { ...resource.columns, ...asked });
  if (!rows.ok) throw invalid(rows.error.param, rows.error.message);
  return rows.value;
}

function reportOf<Row extends ResourceRow>(
  row: CsvRow,
  result: Awaited<ReturnType<typeof doAll<Row>>>[number] | null,
) {
  const at = { row: row.row };
  if ("problem" in row) {
    const { param, message } = row.problem;
    const problem = { param, code: "invalid_value", message };
    const error: RowError = {
      ...{ code: "invalid_parameter", message: `${param} ${message}.`, param, errors: [problem] },
    };
    return { ...at, status: "refused", id: null, error };
  }
  if (result === null) throw new Error("a row has no result");
  if ("error" in result) return { ...at, status: result.status, id: row.id, error: result.error };
  return { ...at, status: result.status, id: result.row.id };
}

/** The route that gives what a list would, all of it, as CSV that is safe to open in a spreadsheet. */
export function exportRoute<Row extends ResourceRow>(definition: Definition<Row>): Route {
  const { path, many, resource, permissions } = definition;
  return defineRoute({
    method: "GET",
    path: `${path}/export`,
    permission: permissions.export ?? permissions.read,
    summary: `Gives ${many} as CSV, filtered as the list is.`,
    query: z.strictObject(filterQuery(resource)),
    answers: { 200: { files: ["text/csv"] } },
    handler: async (call) => {
      refuseMasked(definition, call.query, call.caller);
      return exportFile(definition, call, filtersOf(resource, call.query));
    },
  });
}

/** Each page over a connection of its own; of an agent's as well. */
function exportFile<Row extends ResourceRow>(
  definition: Definition<Row>,
  { env, context, caller }: Pick<Call, "env" | "context" | "caller">,
  filters: Pick<ListRequest, "filters" | "search" | "archived">,
): Response {
  const names = ["id", ...Object.keys(definition.resource.columns)];
  const sort = { column: "id", isDescending: false };
  return csvResponse<string>(definition.path.split("/").pop() ?? "", async (last) => {
    const after = last === null ? null : (JSON.parse(last) as ListRequest["after"]);
    const { rows, nextAfter } = await withDatabase(env, (db) =>
      listRows({ ...context, db: boundToAgent(db, agentOf(caller)) }, definition.resource, {
        ...{ ...filters, sort, limit: PAGE_ROWS, after },
      }),
    );
    const shown = rows.map((row) => show(definition, row, { env, caller }));
    return { text: writeCsvRows(names, shown, { hasNames: last === null }), next: nextAfter };
  });
}
