import * as z from "zod/mini";
import {
  listRawObjects,
  type RawObject,
  type RawObjectStore,
} from "../../../services/reading/raw-objects.ts";
import { OBJECT_NAME, OBJECTS_PATH } from "../export-object.ts";
import { EXPORT_URL_MS, type ExportGrant, signGrant } from "../export-url.ts";
import { listBody, pageParams } from "../list.ts";
import { pageRequestOf, spanOf, spanParams } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { type Call, defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";

/** Longest span of one list, in days. */
const EXPORT_DAYS_MAX = 366;

const listQuery = z.strictObject({ ...pageParams, ...spanParams });

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

async function objectPath(grant: ExportGrant, key: string): Promise<string> {
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
