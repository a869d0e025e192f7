import * as z from "zod/mini";
import { line } from "../../contracts/text.ts";
import { rawClicksPrefix } from "../../services/clicks/raw-object-key.ts";
import { RequestError } from "../shared/errors.ts";
import { type ByteRange, parseByteRange } from "./byte-range.ts";
import type { ApiEnv } from "./env.ts";
import { isGranted } from "./export-url.ts";
import { idParam, notFound } from "./params.ts";
import { readQuery } from "./read-query.ts";

/** Where raw objects are served. */
export const OBJECTS_PATH = "/v1/exports/objects";
/** The form of an object's name below the prefix of its workspace. */
export const OBJECT_NAME = /^day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/[\w.-]+$/;

const objectQuery = z.strictObject({
  workspace: idParam("ws"),
  object: z.string().check(z.regex(OBJECT_NAME)),
  expires: z.string().check(z.regex(/^\d{1,13}$/)),
  signature: line(64),
});

/**
 * Serves one raw object to whoever holds its signed address, whole or in part (`Range`), as it lies in
 * the log: gzip of a click a line. It holds clicks of the one workspace alone.
 *
 * Throws `RequestError`: 403 for an address that was not signed by us, was changed, or has expired.
 */
export async function exportObject(request: Request, env: ApiEnv): Promise<Response> {
  const key = await grantedKey(request, env);
  const head = await env.CLICK_LOG.head(key);
  if (!head) throw notFound();
  const headers = new Headers({
    "accept-ranges": "bytes",
    // Stored and served compressed: a proxy that unpacked it would break ranges and the tag.
    "cache-control": "private, no-transform",
    "content-type": "application/gzip",
    etag: head.httpEtag,
  });
  const range = rangeOf(request, head);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${head.size}`);
    return new Response(null, { status: 416, headers });
  }
  if (range === "whole") {
    headers.set("content-length", String(head.size));
    return new Response(request.method === "HEAD" ? null : await bodyOf(env, key), { headers });
  }
  const { offset, length } = range;
  headers.set("content-length", String(length));
  headers.set("content-range", `bytes ${offset}-${offset + length - 1}/${head.size}`);
  return new Response(await bodyOf(env, key, range), { status: 206, headers });
}

async function grantedKey(request: Request, env: ApiEnv): Promise<string> {
  const query = readQuery(new URL(request.url).searchParams, objectQuery);
  const { workspace: workspaceId, object, signature } = query;
  const grant = { workspaceId, object, expiresAtMs: Number(query.expires) };
  if (!(await isGranted(grant, { signature, key: env.EXPORT_URL_KEY, nowMs: Date.now() }))) {
    throw new RequestError("forbidden", "This address is not valid, or not any more; list the export again.");
  }
  return `${rawClicksPrefix(workspaceId)}${object}`;
}

/** Only a GET has ranges (RFC 9110, section 14.2), and one of another version of the object has none. */
function rangeOf({ method, headers }: Request, { httpEtag, size }: R2Object) {
  const ifRange = headers.get("if-range");
  const isSame = ifRange === null || ifRange === httpEtag;
  return parseByteRange(method === "GET" && isSame ? headers.get("range") : null, size);
}

async function bodyOf(env: ApiEnv, key: string, range?: ByteRange): Promise<ReadableStream> {
  const found = await env.CLICK_LOG.get(key, range ? { range } : {});
  if (!found) throw notFound();
  return found.body;
}
