import * as z from "zod/mini";
import { isCountry } from "../../core/link/countries.ts";
import { BROWSERS, DEVICES, type LinkRule, OSES } from "../../core/link/targeting.ts";
import { line, timestamp } from "../text.ts";
import { destinationUrl, id, linkHost, problem, uniqueIds } from "./parts.ts";

const RULES_MAX = 50;
const VARIANTS_MAX = 20;
const VALUES_MAX = 250;
const MINUTES_OF_DAY = 1_440;

/** `v1` is the path of the API on every host; the code of a coupon is found in any case. */
export const slug = z
  .string()
  .check(z.regex(/^(?!v1$)[A-Za-z0-9_-]{1,64}$/i, "must be 1 to 64 letters, digits, - or _, and not v1"));

/** Names a rule or a variant in reports. */
const partId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/, "must be 1 to 32 letters, digits, - or _"));

/** A condition asks for one of a list; one that asks for nothing is left out, not empty. */
const anyOf = <Value extends z.ZodMiniType>(value: Value) =>
  z.optional(
    z
      .array(value)
      .check(
        z.minLength(1, "must not be empty; leave it out to ask for nothing"),
        z.maxLength(VALUES_MAX, `must not be longer than ${VALUES_MAX}`),
      ),
  );
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });

const timeZone = line(64).check(z.refine(isTimeZone, "must be an IANA time zone, e.g. Europe/Berlin"));

/** A time of day as minutes since midnight; `24:00` is the end of the day. */
const minuteOfDay = z.pipe(
  z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time of day, e.g. 09:30")),
  z.transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))),
);

const timeWindow = z
  .strictObject({
    time_zone: timeZone,
    days: anyOf(
      z.int().check(z.minimum(1, "must be 1 (Monday) to 7"), z.maximum(7, "must be 1 (Monday) to 7")),
    ),
    from: minuteOfDay,
    to: minuteOfDay,
  })
  .check((context) => {
    const { from, to } = context.value;
    if (from === to) context.issues.push(problem(to, "must not be the same as from", ["to"]));
    if (from === MINUTES_OF_DAY) context.issues.push(problem(from, "must be before 24:00", ["from"]));
  });

const language = z.pipe(
  z.string().check(z.regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, "must be a language tag, e.g. de or de-AT")),
  z.transform((text) => text.toLowerCase()),
);

/** A targeting rule; read in the form that is stored and published (`core/link/targeting.ts`). */
const linkRule = z.pipe(
  z
    .strictObject({
      id: partId,
      destination_url: destinationUrl,
      countries: anyOf(
        z
          .string()
          .check(z.refine(isCountry, "must be an ISO 3166-1 country in capitals, e.g. DE, or T1 for Tor")),
      ),
      regions: anyOf(
        z.string().check(
          z.regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/, {
            error: "must be an ISO 3166-2 region, e.g. US-CA",
            abort: true,
          }),
          z.refine((text) => isCountry(text.slice(0, 2)), "must begin with an ISO 3166-1 country"),
        ),
      ),
      devices: anyOf(oneOf(DEVICES)),
      oses: anyOf(oneOf(OSES)),
      browsers: anyOf(oneOf(BROWSERS)),
      languages: anyOf(language),
      from: z.optional(timestamp),
      until: z.optional(timestamp),
      time: z.optional(timeWindow),
    })
    .check((context) => {
      const { from, until } = context.value;
      if (from !== undefined && until !== undefined && until <= from) {
        context.issues.push(problem(until, "must be after from", ["until"]));
      }
    }),
  z.transform(({ from, until, time, ...rule }): LinkRule => {
    return {
      ...rule,
      ...(from === undefined ? {} : { from_ms: from }),
      ...(until === undefined ? {} : { until_ms: until }),
      ...(time ? { time: storedWindow(time) } : {}),
    };
  }),
);

const rules = z
  .array(linkRule)
  .check(z.maxLength(RULES_MAX, `must not be more than ${RULES_MAX}`), uniqueIds<LinkRule>);

const linkVariant = z.strictObject({
  id: partId,
  weight: z
    .int()
    .check(z.minimum(0, "must not be negative"), z.maximum(1_000_000, "must be at most 1000000")),
  destination_url: destinationUrl,
});

const variants = z.array(linkVariant).check(
  z.maxLength(VARIANTS_MAX, `must not be more than ${VARIANTS_MAX}`),
  uniqueIds<z.infer<typeof linkVariant>>,
  z.refine(
    (list) => list.length === 0 || list.some(({ weight }) => weight > 0),
    "must have a weight above 0",
  ),
);

/** `POST /v1/links`; what is null is not set. */
export const createLinkRequest = z.strictObject({
  program_id: id,
  affiliate_id: id,
  destination_url: destinationUrl,
  host: z.optional(linkHost),
  slug: z.optional(slug),
  starts_at: z.optional(z.nullable(timestamp)),
  expires_at: z.optional(z.nullable(timestamp)),
  fallback_url: z.optional(z.nullable(destinationUrl)),
  rules: z.optional(rules),
  variants: z.optional(variants),
  durable: z.optional(z.boolean()),
});

/** `POST /v1/portal/links`. */
export const createOwnLinkRequest = z.strictObject({ program_id: id, destination_url: destinationUrl });

/** `PATCH /v1/links/{id}`; a null lifts what was set. */
export const updateLinkRequest = z.strictObject({
  destination_url: z.optional(destinationUrl),
  status: z.optional(z.enum(["active", "disabled"])),
  starts_at: z.optional(z.nullable(timestamp)),
  expires_at: z.optional(z.nullable(timestamp)),
  fallback_url: z.optional(z.nullable(destinationUrl)),
  rules: z.optional(rules),
  variants: z.optional(variants),
  durable: z.optional(z.boolean()),
});

/** As time zones are known to the clocks that the rules read. */
function isTimeZone(text: string): boolean {
  try {
    // An offset has no daylight saving: whoever means a place must name it.
    return /^[A-Za-z]/.test(text) && Boolean(new Intl.DateTimeFormat("en-US", { timeZone: text }));
  } catch {
    return false;
  }
}

function storedWindow({ time_zone, days, from, to }: z.infer<typeof timeWindow>): LinkRule["time"] {
  return { time_zone, ...(days ? { days } : {}), from_minute: from, to_minute: to };
}
