import type { Context } from "hono";
import type { PublishedHost } from "../../contracts/published.ts";
import { hostKey } from "../../core/link/published-keys.ts";
import { page } from "../shared/page.ts";
import type { IntakeBindings } from "./env.ts";
import type { IntakeMemory } from "./memory.ts";

/** Longest host name there is (RFC 1035); a longer one is no key of the store. */
const HOST_CHARS_MAX = 253;
/** What a link host serves changes seldom; apps ask for it when they are installed. */
const CACHE_CONTROL = "public, max-age=300";

/** The association files of a link host: which apps open its links. */
export type AssociationFile = "apple_association" | "android_asset_links";

/** Gives an association file of the host, as its workspace wrote it; 404 where there is none. */
export async function showAssociation(
  c: Context<IntakeBindings>,
  memory: IntakeMemory,
  file: AssociationFile,
): Promise<Response> {
  const host = await findHost(c, memory);
  if (host === "away") return page(503, c.get("requestId"));
  const content = host?.[file];
  if (content === null || content === undefined) return page(404, c.get("requestId"));
  c.header("Cache-Control", CACHE_CONTROL);
  c.header("X-Content-Type-Options", "nosniff");
  return c.body(JSON.stringify(content), 200, { "Content-Type": "application/json" });
}

/** Sends whoever asks for the host itself where its workspace wants them; 404 where it wants them nowhere. */
export async function showRoot(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const host = await findHost(c, memory);
  if (host === "away") return page(503, c.get("requestId"));
  if (!host?.root_url) return page(404, c.get("requestId"));
  c.header("Cache-Control", CACHE_CONTROL);
  return c.redirect(host.root_url, 302);
}

/** Asks crawlers to leave links alone: following one is a click. */
export function showRobots(c: Context<IntakeBindings>): Response {
  c.header("Cache-Control", "public, max-age=86400");
  return c.text("User-agent: *\nDisallow: /\n");
}

/** The host that is asked, if a workspace proved that it is theirs, and the proof still holds. */
async function findHost(
  c: Context<IntakeBindings>,
  memory: IntakeMemory,
): Promise<PublishedHost | "away" | null> {
  const { hostname } = new URL(c.req.url);
  if (hostname.length > HOST_CHARS_MAX) return null;
  const found = await memory.hosts.find(c.env.PUBLISHED, hostKey(hostname));
  if (found.status === "away") return "away";
  return found.status === "found" && found.value.status === "verified" ? found.value : null;
}
