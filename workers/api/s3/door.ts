import type { WorkspaceId } from "../../../core/shared/id.ts";
import { tellError } from "../../../core/shared/tell-error.ts";
import { isDatabaseAway } from "../../../db/errors.ts";
import { compactedKey, openClickLog } from "../click-log.ts";
import type { ApiEnv } from "../env.ts";
import { serveObject } from "../serve-object.ts";
import { authenticateS3 } from "./authenticate.ts";
import { readPairs } from "./canonical-request.ts";
import { listObjects } from "./list-objects.ts";
import { noteFirstOfDay } from "./note-first-of-day.ts";
import { S3Error } from "./s3-error.ts";
import { xmlDocument } from "./xml.ts";

/** The one bucket there is: the click log of the key's workspace. */
const BUCKET = "clicks";
/** Where the bucket also lies, for clients that take the first part of a path for the bucket. */
const BUCKET_AT_ROOT = "s3-clicks";
/** Paths that the door answers. */
export const S3_PATHS = ["/s3", "/s3/*", `/${BUCKET_AT_ROOT}`, `/${BUCKET_AT_ROOT}/*`] as const;

const PART_NAME = /^(day=\d{4}-\d{2}-\d{2}\/hour=\d{2}\/)part-[0-9a-f]{16}\.parquet$/;

/** What a call is about: without a key the bucket, without a bucket all of them. */
type Target = { readonly bucket: string; readonly key: string };
type Call = { readonly env: ApiEnv; readonly requestId: string; readonly now: Date };

/**
 * A read-only door to the click log that speaks as S3 does: signatures, ListBuckets, GetBucketLocation,
 * ListObjectsV2, HEAD, and GET with ranges. A key sees the parts that the manifests of its own workspace
 * name, and nothing else. Every refusal is worded as S3 words it.
 */
export async function openS3Door(request: Request, call: Call): Promise<Response> {
  const { env, requestId, now } = call;
  const answered = await answerOrRefuse(request, call, async () => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new S3Error("MethodNotAllowed", "The log is read-only.", { allow: "GET, HEAD" });
    }
    const target = targetOf(request.url);
    const reader = await authenticateS3(request, { env, now });
    const answered = await answer(request, target, { env, workspaceId: reader.workspaceId });
    if (target.key !== "" && request.method === "GET") await noteFirstOfDay(request, reader, call);
    return answered;
  });
  answered.headers.set("x-amz-request-id", requestId);
  return answered;
}

async function answerOrRefuse(
  request: Request,
  { requestId }: Call,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error, requestId).answer(request, requestId);
  }
}

function refusalOf(error: unknown, requestId: string): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof URIError)
    return new S3Error("InvalidURI", "Path and query must be percent-encoded UTF-8.");
  const isAway = isDatabaseAway(error);
  const event = isAway ? "database_away" : "unforeseen_error";
  console.error(JSON.stringify({ event, request_id: requestId, error: tellError(error) }));
  return isAway
    ? new S3Error("ServiceUnavailable", "The database is away; please try again.", { "retry-after": "5" })
    : new S3Error("InternalError", "Something went wrong on our side.");
}

/** Throws `URIError` for a path that is no percent-encoded UTF-8. */
function targetOf(url: string): Target {
  const [, first = "", ...rest] = decodeURIComponent(new URL(url).pathname).split("/");
  const [bucket = "", ...key] = first === BUCKET_AT_ROOT ? [first, ...rest] : rest;
  return { bucket, key: key.join("/") };
}

function answer(
  request: Request,
  { bucket, key }: Target,
  access: { readonly env: ApiEnv; readonly workspaceId: WorkspaceId },
): Promise<Response> | Response {
  const parameters = parametersOf(request.url);
  if (bucket !== "" && bucket !== BUCKET && bucket !== BUCKET_AT_ROOT) {
    throw new S3Error("NoSuchBucket", `There is one bucket here: ${BUCKET}.`);
  }
  if (key !== "") return answerObject(request, key, { ...access, parameters });
  if (request.method === "HEAD") return new Response(null);
  if (bucket === "") return xml(xmlDocument("ListAllMyBucketsResult", bucketsOf(access.workspaceId)));
  if ("location" in parameters) return xml(xmlDocument("LocationConstraint", ""));
  if (!("list-type" in parameters)) {
    throw new S3Error("InvalidRequest", "Of a bucket this door answers list-type=2 and location.");
  }
  return listObjects(openClickLog(access.env.CLICK_LOG, access.workspaceId), bucket, parameters).then(xml);
}

async function answerObject(
  request: Request,
  key: string,
  access: {
    readonly env: ApiEnv;
    readonly workspaceId: WorkspaceId;
    readonly parameters: Readonly<Record<string, string>>;
  },
): Promise<Response> {
  const { env, workspaceId, parameters } = access;
  const [unknown] = Object.keys(parameters);
  if (unknown !== undefined) throw new S3Error("InvalidArgument", `${unknown}: is not taken for an object.`);
  const noSuchKey = () => new S3Error("NoSuchKey", "There is no such key.");
  const [, hourName] = PART_NAME.exec(key) ?? [];
  const hour = hourName === undefined ? null : await openClickLog(env.CLICK_LOG, workspaceId).hour(hourName);
  const part = hour?.parts.find(({ name }) => name === key);
  if (!part) throw noSuchKey();
  const object = {
    key: compactedKey(workspaceId, part.name),
    sizeBytes: part.sizeBytes,
    etag: `"${part.sha256}"`,
  };
  const served = await serveObject(env.CLICK_LOG, object, request, {
    "content-type": "application/vnd.apache.parquet",
    "cache-control": "private, no-transform",
  });
  if (!served) throw noSuchKey();
  if (served.status === 416) {
    const headers = { "content-range": `bytes */${part.sizeBytes}` };
    throw new S3Error("InvalidRange", "The range lies outside the object.", headers);
  }
  if (served.status === 412) throw new S3Error("PreconditionFailed", "The object is not the one named.");
  return served;
}

/** The query without what belongs to the signature, and without the name of the call that some clients add. */
function parametersOf(url: string): Readonly<Record<string, string>> {
  const pairs = readPairs(new URL(url).search.slice(1));
  return Object.fromEntries(pairs.filter(([name]) => !/^x-(id$|amz-)/i.test(name)));
}

function bucketsOf(workspaceId: WorkspaceId) {
  return {
    Owner: { ID: workspaceId, DisplayName: workspaceId },
    Buckets: [{ Bucket: { Name: BUCKET, CreationDate: new Date(0).toISOString() } }],
  };
}

const xml = (body: string): Response =>
  new Response(body, { headers: { "content-type": "application/xml", "cache-control": "private" } });
