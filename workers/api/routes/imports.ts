import * as z from "zod/mini";
import type { ErrorBody } from "../../../contracts/error.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { noteImport } from "../../../services/imports/note-import.ts";
import { type ConversionRow, readConversionRows } from "../../../services/imports/read-conversion-rows.ts";
import { writeCsv } from "../../../services/shared/csv.ts";
import { RequestError } from "../../shared/errors.ts";
import { decodeUtf8, readBytes } from "../../shared/read-json.ts";
import type { ApiEnv } from "../env.ts";
import { fileHeaders } from "../file-headers.ts";
import { type Call, defineRoute } from "../route.ts";
import { count, idOf, maybe, oneOf, several, text, view } from "../views/schema.ts";

/** Largest upload, in bytes. */
const UPLOAD_BYTES_MAX = 1_048_576;
/** Rows under way at once. */
const LANES = 8;

/** What became of a row. */
type RowReport = {
  readonly row: number;
  readonly external_id: string;
  readonly status: "accepted" | "conflict" | "refused";
  readonly id?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly param: string | null };
};
const REPORT_COLUMNS = ["row", "external_id", "status", "id", "code", "param", "message"] as const;

const importView = view("ConversionImport", {
  object: z.literal("conversion_import"),
  rows: count,
  accepted: count,
  conflicts: count,
  refused: count,
  results: several(
    z.strictObject({
      row: count,
      external_id: text,
      status: oneOf("accepted", "conflict", "refused"),
      id: z.optional(idOf("cnv")),
      error: z.optional(z.strictObject({ code: text, message: text, param: maybe(text) })),
    }),
  ),
});

/** Conversions that happened elsewhere, many at a time. */
export const importRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/conversions/imports",
    permission: "conversions:write",
    summary: "Reports the conversions of a CSV file, and tells of each row what became of it.",
    bodyBytesMax: UPLOAD_BYTES_MAX,
    takes: ["text/csv"],
    answers: { 200: importView },
    handler: importConversions,
  }),
];

/**
 * Sends each row where a conversion goes that is reported by itself, with the caller's own key. So the same
 * file again does no harm, and what is wrong with a row is told in the same words.
 */
async function importConversions({ request, env, context }: Call): Promise<Response> {
  const { sha256, rows } = await readUpload(request);
  const results = await sendRows(rows, { request, env });
  const count = (status: RowReport["status"]) => results.filter((each) => each.status === status).length;
  const counts = {
    ...{ rows: results.length, accepted: count("accepted") },
    ...{ conflicts: count("conflict"), refused: count("refused") },
  };
  await noteImport(context, { sha256, ...counts });
  if (/(^|,)\s*text\/csv\b/i.test(request.headers.get("accept") ?? "")) return csvReport(results);
  return Response.json({ object: "conversion_import", ...counts, results });
}

/** The rows of a file, and the SHA-256 of its bytes. */
async function readUpload(
  request: Request,
): Promise<{ readonly sha256: string; readonly rows: readonly ConversionRow[] }> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "text/csv") {
    throw new RequestError("unsupported_media_type", "Send the conversions as text/csv.");
  }
  const bytes = await readBytes(request, UPLOAD_BYTES_MAX);
  const text = decodeUtf8(bytes);
  if (text === null) throw invalid("body", "must be UTF-8");
  const rows = readConversionRows(text);
  if (!rows.ok) throw invalid(rows.error.param, rows.error.message);
  return { sha256: sha256Hex(bytes), rows: rows.value };
}

/** Rows of one external id go one after the other, so that it is the first of the file that counts. */
async function sendRows(
  rows: readonly ConversionRow[],
  to: { readonly request: Request; readonly env: ApiEnv },
): Promise<readonly RowReport[]> {
  const results: RowReport[] = [];
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (const [index, row] of rows.entries()) {
        if (laneOf(row.externalId) === lane) results[index] = await sendRow(row, to);
      }
    }),
  );
  return results;
}

async function sendRow(
  row: ConversionRow,
  { request, env }: { readonly request: Request; readonly env: ApiEnv },
): Promise<RowReport> {
  const told = { row: row.row, external_id: row.externalId };
  if ("problem" in row) {
    const { param, message } = row.problem;
    const error = { code: "invalid_parameter", message: `${param} ${message}.`, param };
    return { ...told, status: "refused", error };
  }
  try {
    const response = await env.INTAKE.fetch(new URL("/v1/conversions", request.url).href, {
      method: "POST",
      headers: {
        authorization: request.headers.get("authorization") ?? "",
        "content-type": "application/json",
      },
      body: JSON.stringify(row.conversion),
    });
    const answer = (await response.json()) as { readonly id?: string } & Partial<ErrorBody>;
    if (response.status === 202 && answer.id) return { ...told, status: "accepted", id: answer.id };
    const { code = "unavailable", message = "", param = null } = answer.error ?? {};
    return {
      ...told,
      status: response.status === 409 ? "conflict" : "refused",
      error: { code, message, param },
    };
  } catch {
    const message = "The intake is away; please send the file again.";
    return { ...told, status: "refused", error: { code: "unavailable", message, param: null } };
  }
}

function csvReport(results: readonly RowReport[]): Response {
  const rows = results.map(({ row, external_id, status, id = "", error }) => {
    const cells = { row: String(row), external_id, status, id, code: "", param: "", message: "" };
    const told = error ? { code: error.code, param: error.param ?? "", message: error.message } : {};
    const all: Record<(typeof REPORT_COLUMNS)[number], string> = { ...cells, ...told };
    return REPORT_COLUMNS.map((name) => all[name]);
  });
  return new Response(writeCsv(REPORT_COLUMNS, rows), {
    headers: fileHeaders("import.csv"),
  });
}

function laneOf(externalId: string): number {
  let sum = 0;
  for (const char of externalId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return sum % LANES;
}

function invalid(param: string, message: string): RequestError {
  return new RequestError("invalid_parameter", `${param} ${message}.`, [
    { param, code: "invalid_value", message },
  ]);
}
