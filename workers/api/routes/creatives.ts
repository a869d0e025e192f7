import * as z from "zod/mini";
import { createCreativeRequest, updateCreativeRequest } from "../../../contracts/api/offers.ts";
import { MEDIA_TYPES, mediaName } from "../../../core/creative/media.ts";
import { type Picture, readPicture } from "../../../core/creative/picture.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { creativeResource } from "../../../services/offers/offers.ts";
import { listShownCreatives } from "../../../services/offers/shown-creatives.ts";
import { getRow } from "../../../services/resources/list-rows.ts";
import { RequestError } from "../../shared/errors.ts";
import { readBytes } from "../../shared/read-json.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { invalid, orNotFound, pathIds } from "../params.ts";
import { defineResource, updateOne } from "../resources/define-resource.ts";
import { type Call, defineRoute } from "../route.ts";
import { creativeView, ownCreativeView, showCreative, showOwnCreative } from "../views/creative.ts";
import { listOf } from "../views/schema.ts";

/** Largest picture, in bytes. */
const FILE_BYTES_MAX = 2 * 1_024 * 1_024;
/** Longest side of a picture, in pixels. */
const SIDE_MAX = 10_000;

const creatives = {
  ...{ path: "/v1/creatives", one: "a creative", many: "creatives", resource: creativeResource },
  permissions: { read: "offers:read", write: "offers:write" },
  schemas: { create: createCreativeRequest, update: updateCreativeRequest },
  ...{ show: showCreative, answer: creativeView },
} as const;

/** What affiliates show to promote an offer, the pictures of it that lie here, and what an affiliate sees of it. */
export const creativeRoutes = [
  ...defineResource(creatives),
  defineRoute({
    method: "PUT",
    path: "/v1/creatives/:id/file",
    permission: "offers:write",
    summary: "Takes the picture of a creative, which is then served to everybody.",
    description:
      "The body is the picture: PNG, JPEG, GIF or WebP by its own bytes, of 2 MiB at most. It takes the place of `url`, and its size that of `width` and `height`.",
    params: pathIds({ id: "crv" }),
    bodyBytesMax: FILE_BYTES_MAX,
    takes: Object.values(MEDIA_TYPES),
    version: "matched",
    answers: { 200: creativeView },
    handler: takeFile,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/creatives",
    permission: "portal:read",
    summary: "Lists what one may show to promote offers, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(ownCreativeView) },
    handler: async (call) => {
      const page = pageRequest(call.query);
      const found = await listShownCreatives(call.context, ownAffiliate(call), page);
      return Response.json(listBody(found, (shown) => showOwnCreative(shown, call.env)));
    },
  }),
];

/** The picture lies under the hash of its bytes before any row names it: the same once more changes nothing. */
async function takeFile(
  call: Call<undefined, Record<string, never>, { readonly id: string }>,
): Promise<Response> {
  const { request, env, context, params } = call;
  const bytes = await readBytes(request, FILE_BYTES_MAX);
  const picture = pictureIn(bytes);
  orNotFound(await getRow(context, creativeResource, params.id));
  const sha256 = sha256Hex(bytes);
  const name = mediaName({ workspaceId: context.workspaceId, sha256, kind: picture.kind });
  await env.CREATIVES.put(name, bytes, { onlyIf: { etagDoesNotMatch: "*" }, sha256 });
  const { kind: fileKind, width, height } = picture;
  const file = { fileSha256: sha256, fileKind, fileBytes: bytes.byteLength };
  return updateOne(creatives, call, { ...file, url: null, width, height });
}

function pictureIn(bytes: Uint8Array): Picture {
  const picture = readPicture(bytes);
  if (!picture) {
    throw new RequestError("unsupported_media_type", "Send a picture: PNG, JPEG, GIF or WebP by its bytes.");
  }
  if (Math.max(picture.width, picture.height) > SIDE_MAX) {
    throw invalid("body", `must be of ${SIDE_MAX} pixels at most on each side`);
  }
  return picture;
}
