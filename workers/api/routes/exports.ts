import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import type { WorkspaceId } from "../../../core/shared/id.ts";
import { rawClicksPrefix } from "../../../services/clicks/raw-object-key.ts";
import {
  listRawObjects,
  type RawObject,
  type RawObjectStore,
} from "../../../services/reading/raw-objects.ts";
import { RequestError } from "../../shared/errors.ts";
import { parseByteRange } from "../byte-range.ts";
import type { ApiEnv } from "../env.ts";
import { EXPORT_URL_MS, isGranted, signGrant } from "../export-url.ts";
import { listBody, pageParams } from "../list.ts";
import { idParam, notFound, pageRequestOf, spanOf, spanParams } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { type Call, defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";

const OBJECTS_PATH = "/v1/exports/objects";
/** Longest span of one list, in days. */
const EXPORT_DAYS_MAX = 366;
const OBJECT_NAME = /^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/[\w.-]+$/;

const listQuery = z.strictObject({ ...pageParams, ...spanParams });
const objectQuery = z.strictObject({
  workspace: idParam("ws"),
  object: z.string().check(z.regex(OBJECT_NAME)),
  expires: z.string().check(z.regex(/^\d{1,13}$/)),
  signature: line(64),
});

/** The raw click log of a workspace. */
export const exportRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/exports/clicks",
    permission: "exports:read",
    summary:
      "Lists the raw click objects of a span, oldest first, each with an address that works for an hour.",
    handler: listExports,
  }),
];

async function listExports({ context, env, request, query: given }: Call): Promise<Response> {
  const query = readQuery(given, listQuery);
  const span = spanOf(query, { daysMax: EXPORT_DAYS_MAX });
  const page = pageRequestOf(query, (after) => OBJECT_NAME.test(after));
  const { workspaceId } = context;
  const objects = await listRawObjects(clickLog(env.CLICK_LOG), { workspaceId, span }, page);
  const expiresAtMs = context.now.getTime() + EXPORT_URL_MS;
  const { origin } = new URL(request.url);
  const rows = await Promise.all(
    objects.rows.map(async (object) => ({
      ...showObject(object),
      url: `${origin}${await objectPath({ workspaceId, object: object.name, expiresAtMs }, env.EXPORT_URL_KEY)}`,
      url_expires_at: new Date(expiresAtMs).toISOString(),
    })),
  );
  return Response.json(listBody({ ...objects, rows }, (row) => row));
}

function showObject({ name, sizeBytes, uploadedAt }: RawObject) {
  return {
    object: "export_object",
    name,
    size_bytes: sizeBytes,
    uploaded_at: showInstant(uploadedAt),
  };
}

async function objectPath(grant: Parameters<typeof signGrant>[0], key: string): Promise<string> {
  const query = new URLSearchParams({
    workspace: grant.workspaceId,
    object: grant.object,
    expires: String(grant.expiresAtMs),
    signature: await signGrant(grant, key),
  });
  return `${OBJECTS_PATH}?${query}`;
}

/** R2 lists in the order of keys, and may give fewer than asked for while there are more. */
function clickLog(bucket: R2Bucket): RawObjectStore {
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

/**
 * Serves one raw object to whoever holds its signed address, whole or in part (`Range`), as it lies in
 * the log: gzip of a click a line. It holds clicks of the one workspace alone.
 *
 * Throws `RequestError`: 403 for an address that was not signed by us, was changed, or has expired.
 */
export async function exportObject(request: Request, env: ApiEnv): Promise<Response> {
  const { workspace, object, expires, signature } = readQuery(new URL(request.url).searchParams, objectQuery);
  const grant = { workspaceId: workspace, object, expiresAtMs: Number(expires) };
  if (!(await isGranted(grant, { signature, key: env.EXPORT_URL_KEY, nowMs: Date.now() }))) {
    throw new RequestError("forbidden", "This address is not valid, or not any more; list the export again.");
  }
  const key = `${rawClicksPrefix(workspace as WorkspaceId)}${object}`;
  const head = await env.CLICK_LOG.head(key);
  if (!head) throw notFound();
  const headers = new Headers({
    "accept-ranges": "bytes",
    // Stored and served compressed: a proxy that unpacked it would break ranges and the tag.
    "cache-control": "private, no-transform",
    "content-type": "application/gzip",
    etag: head.httpEtag,
  });
  const ifRange = request.headers.get("if-range");
  const isSame = ifRange === null || ifRange === head.httpEtag;
  const range = parseByteRange(isSame ? request.headers.get("range") : null, head.size);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${head.size}`);
    return new Response(null, { status: 416, headers });
  }
  const part = range === "whole" ? { offset: 0, length: head.size } : range;
  headers.set("content-length", String(part.length));
  if (range !== "whole") {
    headers.set("content-range", `bytes ${part.offset}-${part.offset + part.length - 1}/${head.size}`);
  }
  const body = request.method === "HEAD" ? null : await readPart(env.CLICK_LOG, key, range);
  return new Response(body, { status: range === "whole" ? 200 : 206, headers });
}

async function readPart(
  bucket: R2Bucket,
  key: string,
  range: Exclude<ReturnType<typeof parseByteRange>, "unsatisfiable">,
): Promise<ReadableStream> {
  const found = await bucket.get(key, range === "whole" ? {} : { range });
  if (!found) throw notFound();
  return found.body;
}
