import { type ByteRange, parseByteRange } from "./byte-range.ts";

/** An object as it is known before it is read. */
export type KnownObject = {
  readonly key: string;
  readonly sizeBytes: number;
  /** Its strong entity tag, in quotes. */
  readonly etag: string;
};

/** Headers that make an answer depend on what the object is. */
const CONDITIONS = ["range", "if-match", "if-none-match"];

/** As `serveObject`, of an object of which no more than the key is known. */
export async function serveKey(
  bucket: R2Bucket,
  key: string,
  request: Request,
  further: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const isPlain = request.method === "GET" && !CONDITIONS.some((name) => request.headers.has(name));
  // One operation where one will do: what a bucket charges for, and waits for.
  const found = isPlain ? await bucket.get(key) : await bucket.head(key);
  if (!found) return null;
  if (!("body" in found)) {
    return serveObject(bucket, { key, sizeBytes: found.size, etag: found.httpEtag }, request, further);
  }
  const headers = { "accept-ranges": "bytes", "content-length": String(found.size), etag: found.httpEtag };
  return new Response((found as R2ObjectBody).body, { headers: { ...further, ...headers } });
}

/**
 * Serves an object of a bucket, whole or in part (RFC 9110: `Range`, `If-Range`, `If-Match`,
 * `If-None-Match`), with further headers and since when the bucket has it. Null where the bucket does not hold it.
 *
 * Answers 304, 412 and 416 have no body.
 */
export async function serveObject(
  bucket: R2Bucket,
  { key, sizeBytes, etag }: KnownObject,
  request: Request,
  further: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const headers = new Headers({ ...further, "accept-ranges": "bytes", etag });
  const refusal = preconditionRefusal(request.headers, etag);
  if (refusal !== null) return new Response(null, { status: refusal, headers });
  const range = rangeOf(request, etag, sizeBytes);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set("content-length", String(range === "whole" ? sizeBytes : range.length));
  if (range !== "whole") {
    headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${sizeBytes}`);
  }
  const status = range === "whole" ? 200 : 206;
  const isHead = request.method === "HEAD";
  const found = isHead ? await bucket.head(key) : await bucket.get(key, range === "whole" ? {} : { range });
  if (!found) return null;
  headers.set("last-modified", found.uploaded.toUTCString());
  return new Response("body" in found ? (found as R2ObjectBody).body : null, { status, headers });
}

/** Only a GET has ranges (RFC 9110, section 14.2), and one of another version of the object has none. */
function rangeOf(
  { method, headers }: Request,
  etag: string,
  sizeBytes: number,
): ByteRange | "whole" | "unsatisfiable" {
  const ifRange = headers.get("if-range");
  const isSame = ifRange === null || ifRange === etag;
  return parseByteRange(method === "GET" && isSame ? headers.get("range") : null, sizeBytes);
}

function preconditionRefusal(headers: Headers, etag: string): 304 | 412 | null {
  const [match, noneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
  if (match !== null && !names(match, etag)) return 412;
  return noneMatch !== null && names(noneMatch.replaceAll("W/", ""), etag) ? 304 : null;
}

const names = (list: string, etag: string): boolean =>
  list.trim() === "*" || list.split(",").some((each) => each.trim() === etag);
