import * as z from "zod/mini";
import { line } from "../../contracts/text.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { rawClicksPrefix } from "../../services/clicks/raw-object-key.ts";
import { RequestError } from "../shared/errors.ts";
import { compactedKey } from "./click-log.ts";
import type { ApiEnv } from "./env.ts";
import { type ExportGrant, isGranted, signGrant } from "./export-url.ts";
import { idParam, notFound } from "./params.ts";
import { readQuery } from "./read-query.ts";
import { serveKey } from "./serve-object.ts";

/** Where objects of the log are served. */
const OBJECTS_PATH = "/v1/exports/objects";
const HOUR = "day=\\d{4}-\\d{2}-\\d{2}\\/hour=\\d{2}\\/";
/** The form of a raw object's name below the prefix of its workspace. */
export const RAW_NAME = new RegExp(`^${HOUR}[\\w.-]+\\.ndjson\\.gz$`);
const COMPACTED_NAME = new RegExp(`^${HOUR}(part-[0-9a-f]{16}\\.parquet|manifest\\.json)$`);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  gz: "application/gzip",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
};

const objectQuery = z.strictObject({
  workspace: idParam("ws"),
  object: z
    .string()
    .check(z.refine((name) => RAW_NAME.test(name) || COMPACTED_NAME.test(name), "is no name of an object")),
  expires: z.string().check(z.regex(/^\d{1,13}$/)),
  signature: line(64),
});

/** The address under which whoever has it may read an object until it expires. */
export async function objectUrl(origin: string, grant: ExportGrant, key: string): Promise<string> {
  const query = new URLSearchParams({
    workspace: grant.workspaceId,
    object: grant.object,
    expires: String(grant.expiresAtMs),
    signature: await signGrant(grant, key),
  });
  return `${origin}${OBJECTS_PATH}?${query}`;
}

/**
 * Serves an object of the log to whoever holds its signed address, whole or in part (`Range`), as it lies
 * there: a part, a manifest, or a raw object. It is of the one workspace alone.
 *
 * Throws `RequestError`: 403 for an address that was not signed by us, was changed, or has expired.
 */
export async function exportObject(request: Request, env: ApiEnv): Promise<Response> {
  const { workspaceId, object } = await readGrant(request, env);
  const served = await serveKey(env.CLICK_LOG, keyOf(workspaceId, object), request, {
    // Stored and served compressed: a proxy that unpacked it would break ranges and the tag.
    "cache-control": "private, no-transform",
    "content-type": CONTENT_TYPES[object.split(".").at(-1) ?? ""] ?? "application/octet-stream",
  });
  if (!served) throw notFound();
  return served;
}

async function readGrant(request: Request, env: ApiEnv) {
  const query = readQuery(new URL(request.url).searchParams, objectQuery);
  const { workspace: workspaceId, object, signature } = query;
  const grant = { workspaceId, object, expiresAtMs: Number(query.expires) };
  if (!(await isGranted(grant, { signature, key: env.EXPORT_URL_KEY, nowMs: Date.now() }))) {
    throw new RequestError("forbidden", "This address is not valid, or not any more; list the export again.");
  }
  return grant;
}

function keyOf(workspaceId: WorkspaceId, object: string): string {
  return RAW_NAME.test(object)
    ? `${rawClicksPrefix(workspaceId)}${object}`
    : compactedKey(workspaceId, object);
}
