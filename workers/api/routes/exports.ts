import * as z from "zod/mini";
import type { WorkspaceId } from "../../../core/shared/id.ts";
import { hourOfPath } from "../../../services/log/log-keys.ts";
import { type ClickExport, exportClicks, isPlaceInExport } from "../../../services/reading/click-exports.ts";
import type { Span } from "../../../services/reading/clicks.ts";
import type { PageRequest } from "../../../services/reading/page.ts";
import { listRawObjects, type RawObjectStore } from "../../../services/reading/raw-objects.ts";
import { openClickLog } from "../click-log.ts";
import { objectUrl, RAW_NAME } from "../export-object.ts";
import { EXPORT_URL_MS } from "../export-url.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { invalid, spanOf, spanParams } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, instant, listOf, maybeInstant, several, text, view } from "../views/schema.ts";

/** Longest span of one list, in days. */
const EXPORT_DAYS_MAX = 366;

const listQuery = z.strictObject({
  ...pageParams,
  ...spanParams,
  kind: z.optional(z.enum(["parquet", "raw"])),
});
type Query = z.output<typeof listQuery>;

const address = { url: text, url_expires_at: instant };
const exportPart = view("ExportPart", {
  object: z.literal("export_part"),
  name: text,
  hour: maybeInstant,
  rows: count,
  size_bytes: count,
  sha256: text,
  ...address,
});
const exportHour = view("ExportHour", {
  object: z.literal("export_hour"),
  name: text,
  hour: maybeInstant,
  rows: count,
  parts_count: count,
  ...address,
});
const exportObject = view("ExportObject", {
  object: z.literal("export_object"),
  name: text,
  size_bytes: count,
  uploaded_at: instant,
  ...address,
});
const exportedParts = z.extend(listOf(exportPart), {
  hours: several(exportHour),
  not_compacted: several(maybeInstant),
});

/** The click log of a workspace, to be taken out. */
export const exportRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/exports/clicks",
    permission: "exports:read",
    summary:
      "Lists the objects of a span of the click log, oldest first, each with an address good for an hour.",
    query: listQuery,
    answers: { 200: z.union([exportedParts, listOf(exportObject)]) },
    handler: (call) => {
      const { query } = call;
      const span = spanOf(query, { daysMax: EXPORT_DAYS_MAX });
      return query.kind === "raw" ? listRaw(call, query, span) : listParts(call, query, span);
    },
  }),
];

async function listParts(call: Call, query: Query, span: Span): Promise<Response> {
  const page = pageOf(query, isPlaceInExport);
  const { workspaceId } = call.context;
  const log = openClickLog(call.env.CLICK_LOG, workspaceId);
  const { parts, hours, notCompacted, nextAfter } = await exportClicks(log, span, page);
  const rows = parts.map(({ hourName, ...part }) => ({
    object: "export_part",
    name: part.name,
    hour: hourOf(hourName),
    rows: part.rows,
    size_bytes: part.sizeBytes,
    sha256: part.sha256,
  }));
  const sign = signerOf(call, workspaceId);
  return Response.json({
    ...listBody({ rows: await Promise.all(rows.map(sign)), nextAfter }, (row) => row),
    hours: await Promise.all(hours.map(showHour).map(sign)),
    not_compacted: notCompacted.map(hourOf),
  });
}

function showHour({ name, rows, parts }: ClickExport["hours"][number]) {
  return {
    object: "export_hour",
    name: `${name}manifest.json`,
    hour: hourOf(name),
    rows,
    parts_count: parts.length,
  };
}

async function listRaw(call: Call, query: Query, span: Span): Promise<Response> {
  const page = pageOf(query, (after) => RAW_NAME.test(after));
  const { workspaceId } = call.context;
  const objects = await listRawObjects(rawLog(call.env.CLICK_LOG), { workspaceId, span }, page);
  const rows = objects.rows.map(({ name, sizeBytes, uploadedAt }) => ({
    object: "export_object",
    name,
    size_bytes: sizeBytes,
    uploaded_at: showInstant(uploadedAt),
  }));
  const signed = await Promise.all(rows.map(signerOf(call, workspaceId)));
  return Response.json(listBody({ ...objects, rows: signed }, (row) => row));
}

/** As `pageRequest`; throws `RequestError` 422 for a cursor of the other list that has this address. */
function pageOf(query: Query, isPlace: (after: string) => boolean): PageRequest {
  const page = pageRequest(query);
  if (page.after !== null && !isPlace(page.after)) {
    throw invalid("cursor", "must be the next_cursor of an earlier answer");
  }
  return page;
}

/** Adds to what has a name in the log the address under which it can be read. */
function signerOf({ context, env, request }: Call, workspaceId: WorkspaceId) {
  const expiresAtMs = context.now.getTime() + EXPORT_URL_MS;
  const { origin } = new URL(request.url);
  return async <Row extends { readonly name: string }>(row: Row) => ({
    ...row,
    url: await objectUrl(origin, { workspaceId, object: row.name, expiresAtMs }, env.EXPORT_URL_KEY),
    url_expires_at: new Date(expiresAtMs).toISOString(),
  });
}

/** The first instant of an hour of the log, by its name. */
const hourOf = (name: string): string | null => showInstant(hourOfPath(name));

/** R2 lists in the order of keys, and may give fewer than asked for while there are more. */
function rawLog(bucket: R2Bucket): RawObjectStore {
  return {
    list: async ({ prefix, startAfter, limit }) => {
      const objects: R2Object[] = [];
      let listed: R2Objects | undefined;
      do {
        listed = await bucket.list({
          prefix,
          limit: limit - objects.length,
          startAfter: objects.at(-1)?.key ?? startAfter,
        });
        objects.push(...listed.objects);
      } while (listed.truncated && objects.length < limit);
      return objects;
    },
  };
}
