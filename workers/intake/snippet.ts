import type { Context } from "hono";
import { sha256Hex } from "../../platform/sha256.ts";
import type { IntakeBindings } from "./env.ts";
import { SNIPPET } from "./snippet-text.ts";

const ETAG = `"${sha256Hex(SNIPPET).slice(0, 32)}"`;

/** Gives the browser snippet (sdk/browser/tributary.ts) to any page; 304 to one that has it. */
export function showSnippet(c: Context<IntakeBindings>): Response {
  c.header("ETag", ETAG);
  c.header("Cache-Control", "public, max-age=3600");
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Cross-Origin-Resource-Policy", "cross-origin");
  c.header("X-Content-Type-Options", "nosniff");
  if (hasIt(c.req.header("if-none-match"))) return c.body(null, 304);
  return c.body(SNIPPET, 200, { "Content-Type": "text/javascript; charset=UTF-8" });
}

/** RFC 9110, section 13.1.2: a list, compared weakly, since whoever packs the answer weakens its tag. */
function hasIt(ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag === ETAG);
}
