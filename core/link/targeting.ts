/** Devices: what a rule may ask of a visitor's browser (`core/link/agent.ts`). */
export const DEVICES = ["desktop", "mobile", "tablet", "other"] as const;
/** One of the devices. */
export type Device = (typeof DEVICES)[number];
/** Systems. */
export const OSES = ["windows", "macos", "ios", "android", "linux", "chromeos", "other"] as const;
/** One of the systems. */
export type Os = (typeof OSES)[number];
/** Browsers; `in_app` is a page that an app shows in itself. */
export const BROWSERS = [
  "chrome",
  "safari",
  "firefox",
  "edge",
  "opera",
  "samsung",
  "in_app",
  "other",
] as const;
/** One of the browsers. */
export type Browser = (typeof BROWSERS)[number];

/** Hours of a day in a time zone. A window whose end is not after its start runs past midnight. */
export type TimeWindow = {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly time_zone: string;
  /** 1 is Monday, 7 Sunday (ISO 8601); every day where absent. The day on which the window begins counts. */
  readonly days?: readonly number[] | undefined;
  /** Minutes since midnight, the first that is inside and the first that is not any more. */
  readonly from_minute: number;
  readonly to_minute: number;
};

/** A targeting rule: every condition that is there must hold. Stored and published as it is. */
export type LinkRule = {
  readonly id: string;
  readonly destination_url: string;
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly countries?: readonly string[] | undefined;
  /** ISO 3166-2, e.g. `US-CA`. */
  readonly regions?: readonly string[] | undefined;
  readonly devices?: readonly Device[] | undefined;
  readonly oses?: readonly Os[] | undefined;
  readonly browsers?: readonly Browser[] | undefined;
  /** BCP 47 in lower case; `de` holds for `de-at` too. */
  readonly languages?: readonly string[] | undefined;
  readonly from_ms?: number | undefined;
  readonly until_ms?: number | undefined;
  readonly time?: TimeWindow | undefined;
};

/** One of several weighted destinations of a link. */
export type LinkVariant = { readonly id: string; readonly weight: number; readonly destination_url: string };

/** What rules look at. What is unknown is null, and no rule that asks for it holds. */
export type Visit = {
  readonly nowMs: number;
  readonly country: string | null;
  readonly region: string | null;
  readonly language: string | null;
  readonly device: Device;
  readonly os: Os;
  readonly browser: Browser;
};

/** The first rule all of whose conditions hold, or null. */
export function matchRule(rules: readonly LinkRule[], visit: Visit): LinkRule | null {
  return rules.find((rule) => holds(rule, visit)) ?? null;
}

/**
 * Chooses a variant by weight. The same key (visitor and link) always gets the same variant while the
 * list stays as it is, so a visitor does not see two prices.
 */
export function chooseVariant(variants: readonly LinkVariant[], key: string): LinkVariant | null {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return null;
  let point = (fnv1a(key) / 2 ** 32) * total;
  for (const variant of variants) {
    point -= variant.weight;
    if (point < 0) return variant;
  }
  return variants.findLast(({ weight }) => weight > 0) ?? null;
}

function holds(rule: LinkRule, visit: Visit): boolean {
  const { nowMs, country, region, device, os, browser } = visit;
  if (rule.from_ms !== undefined && nowMs < rule.from_ms) return false;
  if (rule.until_ms !== undefined && nowMs >= rule.until_ms) return false;
  return (
    has(rule.countries, country) &&
    has(rule.regions, country !== null && region !== null ? `${country}-${region}` : null) &&
    has(rule.devices, device) &&
    has(rule.oses, os) &&
    has(rule.browsers, browser) &&
    speaks(rule.languages, visit.language) &&
    (rule.time === undefined || isInWindow(rule.time, nowMs))
  );
}

function has<Value extends string>(wanted: readonly Value[] | undefined, value: Value | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

/** Basic filtering (RFC 4647, section 3.3.1): a range matches itself and what it begins. */
function speaks(wanted: readonly string[] | undefined, language: string | null): boolean {
  if (wanted === undefined) return true;
  return language !== null && wanted.some((range) => language === range || language.startsWith(`${range}-`));
}

function isInWindow({ time_zone, days, from_minute, to_minute }: TimeWindow, nowMs: number): boolean {
  const local = localTime(nowMs, time_zone);
  if (local === null) return false;
  const { weekday, minute } = local;
  const isToday = days === undefined || days.includes(weekday);
  if (from_minute < to_minute) return isToday && minute >= from_minute && minute < to_minute;
  const isSinceYesterday = days === undefined || days.includes(weekday === 1 ? 7 : weekday - 1);
  return (isToday && minute >= from_minute) || (isSinceYesterday && minute < to_minute);
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** Clocks that are kept: each is large, and whoever makes links can write one zone in many ways. */
const CLOCKS_MAX = 100;
const clocks = new Map<string, Intl.DateTimeFormat | null>();

/** Reads the clock of a time zone: the weekday (1 is Monday) and the minutes since its midnight. Null for no such zone. */
function localTime(
  nowMs: number,
  timeZone: string,
): { readonly weekday: number; readonly minute: number } | null {
  const clock = clockOf(timeZone);
  if (clock === null) return null;
  const parts = new Map(clock.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  return {
    weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  if (clocks.size >= CLOCKS_MAX) clocks.clear();
  const clock = makeClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

function makeClock(timeZone: string): Intl.DateTimeFormat | null {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...form, timeZone });
  } catch {
    return null;
  }
}

/** FNV-1a, 32 bits, then a final mix, since short keys that differ in their end alone would lie close together. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
