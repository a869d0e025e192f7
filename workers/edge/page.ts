import type { Context } from "hono";
import type { RequestEnv } from "../shared/request-id.ts";

/** Why a visitor sees a page of ours and not the shop. */
const PAGES = {
  404: ["Not found", "There is no such link."],
  405: ["Method not allowed", "A link can only be followed."],
  410: ["Gone", "This link is no longer in use."],
  500: ["Something went wrong", "Something went wrong on our side."],
  503: ["Try again", "This link cannot be followed right now. Please try again in a moment."],
} as const;

/** Seconds after which a visitor should try again when a store is away. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Answers with a plain page: no script, no request to anywhere, not indexed, kept by no cache. It says
 * nothing that came with the request but its id, which is ours.
 */
export function page<Env extends RequestEnv>(c: Context<Env>, status: keyof typeof PAGES): Response {
  const [title, text] = PAGES[status];
  c.header("Cache-Control", "no-store");
  c.header("Content-Security-Policy", "default-src 'none'");
  c.header("X-Robots-Tag", "noindex");
  if (status === 405) c.header("Allow", "GET, HEAD");
  if (status === 503) c.header("Retry-After", String(RETRY_AFTER_SECONDS));
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">` +
      `<meta name="viewport" content="width=device-width"><title>${title}</title>` +
      `<h1>${title}</h1><p>${text}</p><p><small>${c.get("requestId")}</small></p></html>\n`,
    status,
  );
}
