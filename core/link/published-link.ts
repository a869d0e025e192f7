import { cleanLine } from "../shared/text.ts";
import { PARAMETER_NAME } from "./parameters.ts";
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

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string";
const line =
  (max: number): Check =>
  (value) =>
    typeof value === "string" && value !== "" && cleanLine(value, max) === value;
const parameterName: Check = (value) => typeof value === "string" && PARAMETER_NAME.test(value);
const flag: Check = (value) => typeof value === "boolean";
const number: Check = (value) => Number.isFinite(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const withFields =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const texts = optional(listOf(text));
const rule = withFields({
  ...{ id: line(32), destination_url: text, countries: texts, regions: texts, devices: texts, oses: texts },
  ...{ browsers: texts, languages: texts, from_ms: optional(number), until_ms: optional(number) },
  time: optional(
    withFields({
      ...{ time_zone: text, days: optional(listOf(number)), from_minute: number, to_minute: number },
    }),
  ),
});
const variant = withFields({ id: line(32), weight: number, destination_url: text });
const cap = withFields({
  ...{ id: line(64), metric: oneOf("clicks", "conversions"), period: oneOf("day", "month", "total") },
  ...{ max: number, overflow_url: orNull(text) },
});
const isLink = withFields({
  ...{ v: oneOf(1), link_id: line(64), workspace_id: line(64), program_id: line(64), affiliate_id: line(64) },
  ...{ destination_url: text, status: oneOf("active", "disabled", "program_closed") },
  ...{ expires_at_ms: orNull(number), cookie_mode: oneOf("first_party", "none") },
  ...{ starts_at_ms: optional(number), fallback_url: optional(text), coupon_code: optional(text) },
  ...{ rules: optional(listOf(rule)), variants: optional(listOf(variant)), caps: optional(listOf(cap)) },
  ...{ allowed_hosts: texts, allowed_schemes: texts, click_id_parameters: optional(listOf(parameterName)) },
  ...{
    pass_query: optional(oneOf("all", "utm", "none")),
    adds_afsrc: optional(flag),
    durable: optional(flag),
  },
  sub_ids: optional((value) => isObject(value) && Object.values(value).every(text)),
});

/**
 * Reads a published copy without a schema library, which would be most of what a cold isolate loads. What
 * it gives can be followed, and its click keeps the contract. It takes whatever the contract takes.
 */
export function readPublishedLink(stored: unknown): PublishedLink | null {
  return isLink(stored) ? (stored as PublishedLink) : null;
}
