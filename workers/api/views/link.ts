import * as z from "zod/mini";
import { BROWSERS, DEVICES, type LinkRule, OSES, type TimeWindow } from "../../../core/link/targeting.ts";
import type { Link } from "../../../services/links/links.ts";
import type { ApiEnv } from "../env.ts";
import { shortUrl } from "../link-hosts.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

const ruleView = z.strictObject({
  id: text,
  destination_url: text,
  countries: z.optional(several(text)),
  regions: z.optional(several(text)),
  devices: z.optional(several(z.enum(DEVICES))),
  oses: z.optional(several(z.enum(OSES))),
  browsers: z.optional(several(z.enum(BROWSERS))),
  languages: z.optional(several(text)),
  from: z.optional(instant),
  until: z.optional(instant),
  time: z.optional(
    z.strictObject({ time_zone: text, days: z.optional(several(count)), from: text, to: text }),
  ),
});

/** A link with the address people follow; rules and variants are as they were given. */
export const linkView = view("Link", {
  id: idOf("lnk"),
  object: z.literal("link"),
  program_id: idOf("prg"),
  affiliate_id: idOf("aff"),
  host: text,
  slug: text,
  short_url: text,
  destination_url: text,
  fallback_url: maybe(text),
  rules: several(ruleView),
  variants: several(z.strictObject({ id: text, weight: count, destination_url: text })),
  durable: maybe(z.boolean()),
  coupon_code: maybe(text),
  status: oneOf("active", "disabled"),
  starts_at: maybeInstant,
  expires_at: maybeInstant,
  archived_at: maybeInstant,
  created_at: instant,
  updated_at: instant,
  version: z.int(),
});

/** Shows a link with the address people follow. */
export function showLink(
  link: Link,
  env: Pick<ApiEnv, "LINK_HOSTS" | "LINK_ORIGIN">,
): z.output<typeof linkView> {
  return {
    id: link.id,
    object: "link",
    program_id: link.programId,
    affiliate_id: link.affiliateId,
    host: link.host,
    slug: link.slug,
    short_url: shortUrl(link, env),
    destination_url: link.destinationUrl,
    fallback_url: link.fallbackUrl,
    rules: link.rules.map(showRule),
    variants: link.variants,
    durable: link.isDurable,
    coupon_code: link.couponCode,
    status: link.status,
    starts_at: showInstant(link.startsAt),
    expires_at: showInstant(link.expiresAt),
    archived_at: showInstant(link.archivedAt),
    created_at: showInstant(link.createdAt),
    updated_at: showInstant(link.updatedAt),
    version: link.version,
  };
}

/** As it was given. */
function showRule({ from_ms, until_ms, time, ...rule }: LinkRule) {
  return {
    ...rule,
    ...(from_ms === undefined ? {} : { from: showInstant(new Date(from_ms)) }),
    ...(until_ms === undefined ? {} : { until: showInstant(new Date(until_ms)) }),
    ...(time ? { time: showWindow(time) } : {}),
  };
}

function showWindow({ from_minute, to_minute, ...window }: TimeWindow) {
  return { ...window, from: timeOfDay(from_minute), to: timeOfDay(to_minute) };
}

function timeOfDay(minute: number): string {
  const twoDigits = (part: number) => String(part).padStart(2, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}
