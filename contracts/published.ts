import * as z from "zod/mini";
import { PARAMETER_NAME, POSTBACK_PARAMETERS, SUB_IDS } from "../core/link/parameters.ts";
import { BROWSERS, DEVICES, OSES } from "../core/link/targeting.ts";
import { line } from "./text.ts";

const parameterName = z.string().check(z.regex(PARAMETER_NAME));
const httpsUrl = z.string().check(z.maxLength(2_048));
const ruleValues = <Value extends string>(values: readonly Value[]) => z.optional(z.array(z.enum(values)));

/** A targeting rule (`core/link/targeting.ts`). */
const linkRule = z.strictObject({
  id: line(32),
  destination_url: httpsUrl,
  countries: z.optional(z.array(z.string().check(z.regex(/^[A-Z]{2}$/)))),
  regions: z.optional(z.array(z.string().check(z.regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/)))),
  devices: ruleValues(DEVICES),
  oses: ruleValues(OSES),
  browsers: ruleValues(BROWSERS),
  languages: z.optional(z.array(z.string().check(z.regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/)))),
  from_ms: z.optional(z.int()),
  until_ms: z.optional(z.int()),
  time: z.optional(
    z.strictObject({
      time_zone: line(64),
      days: z.optional(z.array(z.int().check(z.minimum(1), z.maximum(7)))),
      from_minute: z.int().check(z.minimum(0), z.maximum(1_439)),
      to_minute: z.int().check(z.minimum(0), z.maximum(1_440)),
    }),
  ),
});

/** A weighted destination (`core/link/targeting.ts`). */
const linkVariant = z.strictObject({
  id: line(32),
  weight: z.int().check(z.minimum(0), z.maximum(1_000_000)),
  destination_url: httpsUrl,
});

/** A cap on a link, or on an affiliate in a program (`core/link/published-link.ts`). */
const publishedCap = z.object({
  id: line(64),
  metric: z.enum(["clicks", "conversions"]),
  period: z.enum(["day", "month", "total"]),
  max: z.int().check(z.nonnegative()),
  overflow_url: z.nullable(httpsUrl),
});

/**
 * The published copy of a link, version 1. It only grows: a field that is absent asks for nothing. The
 * edge reads it with `readPublishedLink` of `core/link/published-link.ts`.
 */
export const publishedLink = z.object({
  v: z.literal(1),
  link_id: line(64),
  workspace_id: line(64),
  program_id: line(64),
  affiliate_id: line(64),
  destination_url: z.string(),
  status: z.enum(["active", "disabled", "program_closed"]),
  expires_at_ms: z.nullable(z.number()),
  cookie_mode: z.enum(["first_party", "none"]),
  starts_at_ms: z.optional(z.number()),
  fallback_url: z.optional(httpsUrl),
  rules: z.optional(z.array(linkRule)),
  variants: z.optional(z.array(linkVariant)),
  caps: z.optional(z.array(publishedCap)),
  allowed_hosts: z.optional(z.array(line(255))),
  allowed_schemes: z.optional(z.array(line(64))),
  pass_query: z.optional(z.enum(["all", "utm", "none"])),
  adds_afsrc: z.optional(z.boolean()),
  click_id_parameters: z.optional(z.array(parameterName)),
  sub_ids: z.optional(z.record(z.string(), z.enum(SUB_IDS))),
  coupon_code: z.optional(line(64)),
  durable: z.optional(z.boolean()),
});

/** The published copy of a link host of a workspace's own, version 1. A host that lost its proof stays published as failed. */
export const publishedHost = z.object({
  v: z.literal(1),
  workspace_id: line(64),
  host: line(253),
  status: z.enum(["verified", "failed"]),
  root_url: z.nullable(httpsUrl),
  apple_association: z.unknown(),
  android_asset_links: z.unknown(),
});
export type PublishedHost = z.infer<typeof publishedHost>;

/** Names of parameters that another system used (`core/link/parameters.ts`). */
const parameterMap = z.strictObject({
  sub_ids: z.optional(z.record(parameterName, z.enum(SUB_IDS))),
  click_id: z.optional(z.array(parameterName).check(z.maxLength(8))),
  via: z.optional(z.array(parameterName).check(z.maxLength(8))),
  postback: z.optional(z.record(parameterName, z.enum(POSTBACK_PARAMETERS))),
});

/** The published copy of an API key, version 1. A revoked key stays published as revoked. */
export const publishedKey = z.object({
  v: z.literal(1),
  key_id: line(64),
  workspace_id: line(64),
  kind: z.enum(["secret_live", "secret_test", "publishable", "postback"]),
  scopes: z.array(z.string()),
  /** Hosts of the pages that may use a publishable key; none where absent. */
  allowed_hosts: z.optional(z.array(line(255))),
  /** Ranges of addresses that the key may be used from; any where absent. */
  allowed_addresses: z.optional(z.array(line(64))),
  /** The parameter names of the workspace; ours alone where absent. */
  parameter_map: z.optional(parameterMap),
  status: z.enum(["active", "revoked"]),
  expires_at_ms: z.nullable(z.number()),
});
export type PublishedKey = z.infer<typeof publishedKey>;
