import type { Context } from "hono";
import { MEDIA_TYPES, mediaName, readMediaName } from "../../core/creative/media.ts";
import { logProblem } from "../shared/log-problem.ts";
import { page } from "../shared/page.ts";
import type { IntakeBindings } from "./env.ts";

/**
 * Shows a picture of a creative. Its address has the hash of its bytes, so whoever has it may keep it for ever; what it is shown as
 * was read from its bytes, and it can run nothing even where it is opened by itself.
 */
export async function showMedia(c: Context<IntakeBindings>): Promise<Response> {
  const media = readMediaName(`${c.req.param("workspace")}/${c.req.param("name")}`);
  if (!media) return page(404, c.get("requestId"));
  const etag = `"${media.sha256}"`;
  const headers = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    ETag: etag,
  };
  if (c.req.header("If-None-Match")?.includes(etag)) return new Response(null, { status: 304, headers });
  try {
    const found = await c.env.CREATIVES.get(mediaName(media));
    if (!found) return page(404, c.get("requestId"));
    return new Response(found.body, {
      headers: {
        ...headers,
        "Content-Length": String(found.size),
        "Content-Type": MEDIA_TYPES[media.kind],
      },
    });
  } catch (error) {
    logProblem("media_away", { request_id: c.get("requestId") }, error);
    return page(503, c.get("requestId"));
  }
}
