import type { PublishedLink } from "./published-link.ts";

/** Why a link may not be followed at the moment; it has expired at `expires_at_ms` itself. */
export type Closed = "link_disabled" | "program_closed" | "link_expired" | "link_not_started";

/** Says why a link may not be followed, or null. */
export function closedBy(link: PublishedLink, nowMs: number): Closed | null {
  if (link.status !== "active") return link.status === "disabled" ? "link_disabled" : "program_closed";
  if (link.expires_at_ms !== null && nowMs >= link.expires_at_ms) return "link_expired";
  return link.starts_at_ms !== undefined && nowMs < link.starts_at_ms ? "link_not_started" : null;
}
