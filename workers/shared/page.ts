/** Why a visitor sees a page of ours and not the shop. */
const PAGES = {
  404: ["Not found", "There is no such link."],
  405: ["Method not allowed", "A link can only be followed."],
  410: ["Gone", "This link is no longer in use."],
  429: [
    "Too many requests",
    "Too many links were asked for that do not exist. Please try again in a minute.",
  ],
  500: ["Something went wrong", "Something went wrong on our side."],
  503: ["Try again", "This link cannot be followed right now. Please try again in a moment."],
} as const;
/** The pages there are. */
export type PageStatus = keyof typeof PAGES;

/** Seconds after which a visitor should try again: when a store is away, after too many requests. */
const RETRY_AFTER_SECONDS: Partial<Record<PageStatus, number>> = { 503: 5, 429: 60 };

/**
 * Answers with a plain page: no script, no request to anywhere, not indexed, kept by no cache. It says
 * nothing that came with the request but its id, which is ours.
 */
export function page(status: PageStatus, requestId: string): Response {
  const [title, text] = PAGES[status];
  const headers = new Headers({
    "Content-Type": "text/html; charset=UTF-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Robots-Tag": "noindex",
    "Request-Id": requestId,
  });
  if (status === 405) headers.set("Allow", "GET, HEAD");
  const retryAfter = RETRY_AFTER_SECONDS[status];
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  const body =
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">` +
    `<meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<h1>${title}</h1><p>${text}</p><p><small>${requestId}</small></p></html>\n`;
  return new Response(body, { status, headers });
}
