import * as z from "zod/mini";
import { CLICKS_PER_MESSAGE_MAX } from "../core/link/click-limits.ts";
import { VERDICTS } from "../core/link/verdict.ts";
import { line, lineOrEmpty } from "./text.ts";

/** One click as the edge recorded it, version 1: a line of the raw log, and a row of `clicks`. */
export const clickRecord = z.strictObject({
  /** The click id as it travels: 32 base64url characters. */
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{32}$/)),
  workspace_id: line(64),
  link_id: line(64),
  affiliate_id: line(64),
  program_id: line(64),
  host: line(255),
  slug: line(64),
  clicked_at_ms: z.int().check(z.nonnegative()),
  visitor_id: line(64),
  visitor_kind: z.enum(["cookie", "daily"]),
  verdict: z.enum(VERDICTS),
  evidence: z.array(line(64)).check(z.maxLength(16)),
  network_hash: z.nullable(line(64)),
  user_agent: z.nullable(line(512)),
  referrer_host: z.nullable(line(255)),
  country: z.nullable(z.string().check(z.regex(/^[A-Z0-9]{2}$/))),
  asn: z.nullable(z.int().check(z.nonnegative(), z.maximum(4294967295))),
  /** `sub1` to `sub8` in order, empty where not given; or no element at all. */
  sub_ids: z.array(lineOrEmpty(255)).check(z.maxLength(8)),
  is_opted_out: z.boolean(),
  request_id: line(64),
  /** A followed link where absent. */
  source: z.optional(z.enum(["redirect", "direct"])),
  /** The part of the country: ISO 3166-2 without the country. */
  region: z.optional(z.string().check(z.regex(/^[A-Z0-9]{1,3}$/))),
  /** What the browser asks for first: BCP 47, lower case. */
  language: z.optional(line(35)),
  /** The targeting rule and the variant that chose where the visitor was sent. */
  rule: z.optional(line(32)),
  variant: z.optional(line(32)),
  /** The host the visitor was sent to. */
  landing_host: z.optional(line(255)),
});
export type ClickRecord = z.infer<typeof clickRecord>;

/**
 * A message of the clicks queue, version 1; it travels as the bytes of JSON, so that the edge writes each
 * click out once. The clicks are checked one by one by the consumer, so that one bad click does not take its
 * neighbours along.
 */
export const clickMessage = z.strictObject({
  v: z.literal(1),
  clicks: z.array(z.unknown()).check(z.minLength(1), z.maxLength(CLICKS_PER_MESSAGE_MAX)),
});
/** What the edge sends. */
export type ClickMessage = { readonly v: 1; readonly clicks: readonly ClickRecord[] };
