import type { LinkRule, LinkVariant } from "./targeting.ts";

/** A cap as the edge knows it; `max` is the last one that is not over. */
export type PublishedCap = {
  readonly id: string;
  readonly metric: "clicks" | "conversions";
  readonly period: "day" | "month" | "total";
  readonly max: number;
  readonly overflow_url: string | null;
};

/**
 * The published copy of a link as the edge reads it (`contracts/published.ts` is its contract). What is
 * absent is not asked for: copies made before a field existed mean the same as ever.
 */
export type PublishedLink = {
  readonly v: 1;
  readonly link_id: string;
  readonly workspace_id: string;
  readonly program_id: string;
  readonly affiliate_id: string;
  /** May hold macros, after its host. */
  readonly destination_url: string;
  readonly status: "active" | "disabled" | "program_closed";
  readonly expires_at_ms: number | null;
  readonly cookie_mode: "first_party" | "none";
  readonly starts_at_ms?: number | undefined;
  /** Where visitors go while the link may not be followed. */
  readonly fallback_url?: string | undefined;
  readonly rules?: readonly LinkRule[] | undefined;
  readonly variants?: readonly LinkVariant[] | undefined;
  readonly caps?: readonly PublishedCap[] | undefined;
  /** What `to=` may lead to; none where absent. */
  readonly allowed_hosts?: readonly string[] | undefined;
  readonly allowed_schemes?: readonly string[] | undefined;
  /** All of the visitor's query parameters reach the destination where absent. */
  readonly pass_query?: "all" | "utm" | "none" | undefined;
  /** `afsrc=1` is added unless this is false. */
  readonly adds_afsrc?: boolean | undefined;
  /** Names under which the click id reaches the shop; `tb_clid` where absent. */
  readonly click_id_parameters?: readonly string[] | undefined;
  /** Other names of `sub1` to `sub8`. */
  readonly sub_ids?: Readonly<Record<string, string>> | undefined;
  readonly coupon_code?: string | undefined;
  readonly durable?: boolean | undefined;
};

/**
 * Reads a published copy without a schema library, which would be most of what a cold isolate loads. We
 * publish the copies ourselves, so this finds what is broken, and the contract's tests hold both together.
 */
export function readPublishedLink(stored: unknown): PublishedLink | null {
  if (typeof stored !== "object" || stored === null) return null;
  const link = stored as Record<string, unknown>;
  const isWhole =
    link.v === 1 &&
    isName(link.link_id) &&
    isName(link.workspace_id) &&
    isName(link.program_id) &&
    isName(link.affiliate_id) &&
    typeof link.destination_url === "string" &&
    (link.status === "active" || link.status === "disabled" || link.status === "program_closed") &&
    (link.expires_at_ms === null || typeof link.expires_at_ms === "number") &&
    (link.cookie_mode === "first_party" || link.cookie_mode === "none") &&
    isAbsentOr(link.starts_at_ms, "number") &&
    isAbsentOr(link.fallback_url, "string") &&
    isAbsentOr(link.coupon_code, "string") &&
    isAbsentOr(link.durable, "boolean") &&
    isAbsentOr(link.adds_afsrc, "boolean") &&
    [
      link.rules,
      link.variants,
      link.caps,
      link.allowed_hosts,
      link.allowed_schemes,
      link.click_id_parameters,
    ].every((list) => list === undefined || Array.isArray(list));
  return isWhole ? (stored as PublishedLink) : null;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= 64;
}

function isAbsentOr(value: unknown, type: "number" | "string" | "boolean"): boolean {
  return value === undefined || typeof value === type;
}
