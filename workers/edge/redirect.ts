import type { Context } from "hono";
import { linkKey, type PublishedLink } from "../../contracts/published.ts";
import { noteClick } from "./click.ts";
import type { ClickLog } from "./click-log.ts";
import type { DailySalt } from "./daily-salt.ts";
import { type EdgeBindings, settingsOf } from "./env.ts";
import { destinationWith, HOST_CHARS_MAX, isFollowable, SLUG } from "./link-store.ts";
import { page } from "./page.ts";
import type { PublishedStore } from "./published-store.ts";
import type { RecentClicks } from "./recent-clicks.ts";

/** What an isolate remembers for its redirects. */
export type RedirectMemory = {
  readonly links: PublishedStore<PublishedLink>;
  readonly salt: DailySalt;
  readonly recent: RecentClicks;
  readonly log: ClickLog;
  readonly now: () => number;
};

/**
 * Sends a visitor on and notes the click.
 *
 * The redirect never waits for the log: a lost click costs one commission, a slow link costs sales.
 */
export async function followLink(
  c: Context<EdgeBindings>,
  slug: string,
  memory: RedirectMemory,
): Promise<Response> {
  const settings = settingsOf(c.env);
  const url = new URL(c.req.url);
  const host = settings.canonicalHost(url.hostname.toLowerCase());
  if (!SLUG.test(slug) || host.length > HOST_CHARS_MAX) return page(c, 404);
  const { method } = c.req.raw;
  if (method !== "GET" && method !== "HEAD") return page(c, 405);
  const found = await memory.links.find(c.env.PUBLISHED, linkKey(host, slug));
  if (found.status === "absent") return page(c, 404);
  if (found.status === "away") return page(c, 503);
  const link = found.value;
  const waitUntil = (promise: Promise<unknown>): void => c.executionCtx.waitUntil(promise);
  const salt = await memory.salt.today(c.env.PUBLISHED, waitUntil);
  const nowMs = memory.now();
  if (!isFollowable(link, nowMs)) return page(c, 410);
  const { record, cookies } = noteClick({
    ...{ request: c.req.raw, url, link, host, slug, nowMs, salt, settings },
    requestId: c.get("requestId"),
    recent: memory.recent,
  });
  waitUntil(memory.log.record(record, c.env));
  // A browser that got the page ahead of time may show it later without asking again. This answer
  // cannot be shown, so that following the link for good makes a request of its own, which counts.
  if (record.verdict === "prefetch") return page(c, 503);
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "strict-origin-when-cross-origin");
  for (const cookie of cookies) c.header("Set-Cookie", cookie, { append: true });
  return c.redirect(destinationWith(record.id, link.destination_url), 302);
}
