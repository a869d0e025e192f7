import * as z from "zod/mini";
import { FILTERS, GROUPS, type Group, isTimeGroup, KEPT_GROUPS } from "../../core/reports/dimensions.ts";
import { METRIC_NAMES, type MetricName, OWN_METRIC_NAMES } from "../../core/reports/metrics.ts";
import { isId } from "../../core/shared/id.ts";
import { calendarDate, currencyCode, lineOrEmpty, timestamp } from "../text.ts";

/** Most groups, metrics and values of a filter in one report. */
const GROUPS_MAX = 3;
const METRICS_MAX = 20;
const VALUES_MAX = 50;
const ROWS_MAX = 1_000;
/** Longest cursor: it holds the keys of a row, which may be as long as what clicks say. */
const CURSOR_CHARS_MAX = 8_192;

const PREFIXES = { program: "prg", affiliate: "aff", link: "lnk" } as const;

/** Names apart by commas, each once, at most so many. */
const names = <Name extends string>(known: readonly Name[], max: number) =>
  z.pipe(
    z.string().check(
      z.refine(
        (text) => {
          const given = text.split(",");
          return given.length <= max && new Set(given).size === given.length && given.every(isOneOf(known));
        },
        `must be at most ${max} of ${known.join(", ")}, each once, with commas between`,
      ),
    ),
    z.transform((text) => text.split(",") as unknown as readonly Name[]),
  );
const isOneOf = (known: readonly string[]) => (name: string) => known.includes(name);

const groupsOf = (known: readonly Group[]) =>
  names<Group>(known, GROUPS_MAX).check(
    z.refine((given) => given.filter(isTimeGroup).length <= 1, "must name one stretch of time at most"),
  );
const ids = (prefix: (typeof PREFIXES)[keyof typeof PREFIXES]) =>
  z.pipe(
    z.string().check(
      z.refine((text) => {
        const given = text.split(",");
        return given.length <= VALUES_MAX && given.every((id) => isId(prefix, id));
      }, `must be at most ${VALUES_MAX} ids that begin with ${prefix}_, with commas between`),
    ),
    z.transform((text) => text.split(",") as readonly string[]),
  );
const value = z.pipe(
  lineOrEmpty(512),
  z.transform((text) => [text] as readonly string[]),
);

const sortOf = (metrics: readonly MetricName[]) =>
  z.pipe(
    z
      .string()
      .check(
        z.refine(
          (text) => ["groups", ...metrics].includes(text.replace(/^-/, "")),
          "must be groups or a metric, with a - before it for the largest first",
        ),
      ),
    z.transform((text) => ({
      by: text.replace(/^-/, "") as MetricName | "groups",
      descending: text.startsWith("-"),
    })),
  );

const filters = Object.fromEntries(
  FILTERS.map((name) => [
    name,
    z.optional((KEPT_GROUPS as readonly string[]).includes(name) ? ids(PREFIXES[name as "link"]) : value),
  ]),
) as unknown as Readonly<Record<(typeof FILTERS)[number], z.ZodMiniOptional<typeof value>>>;

const timeZone = z.optional(
  z
    .string()
    .check(z.regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, "must be an IANA time zone, e.g. Europe/Berlin")),
);

/** A span of days and what is asked of it; `to` is not one of the days. */
const reportDays = {
  from: calendarDate,
  to: calendarDate,
  time_zone: timeZone,
  currency: z.optional(currencyCode),
};

const question = {
  ...reportDays,
  metrics: z.optional(names<MetricName>(METRIC_NAMES, METRICS_MAX)),
  group_by: z.optional(groupsOf(GROUPS)),
  compare: z.optional(z.enum(["previous_period", "previous_year"])),
  as_of: z.optional(timestamp),
  sort: z.optional(sortOf(METRIC_NAMES)),
  ...filters,
};

const pages = {
  limit: z.optional(
    z.pipe(
      z.string().check(z.regex(/^([1-9]\d{0,2}|1000)$/, `must be a whole number from 1 to ${ROWS_MAX}`)),
      z.transform(Number),
    ),
  ),
  cursor: z.optional(z.string().check(z.maxLength(CURSOR_CHARS_MAX))),
};

/** The query of a report. */
export const reportQuery = z.strictObject({ ...question, ...pages });
/** The query of an affiliate's report of itself: no other's, and of what it may know. */
export const ownReportQuery = z.strictObject({
  ...question,
  ...pages,
  affiliate: z.optional(z.undefined()),
  metrics: z.optional(names<MetricName>(OWN_METRIC_NAMES, METRICS_MAX)),
  group_by: z.optional(groupsOf(GROUPS.filter((group) => group !== "affiliate"))),
  sort: z.optional(sortOf(OWN_METRIC_NAMES)),
});
/** The query of a report that is taken out whole. */
export const reportFileQuery = z.strictObject(question);
/** The query of how long conversions took. */
export const conversionTimesQuery = z.strictObject({
  from: calendarDate,
  to: calendarDate,
  time_zone: timeZone,
  affiliate: z.optional(ids("aff")),
  program: z.optional(ids("prg")),
});
/** The query of cohorts. */
export const cohortsQuery = z.strictObject({
  of: z.enum(["customer", "affiliate"]),
  start: z.optional(z.enum(["first_sale", "first_click"])),
  from: z.string().check(z.regex(/^(19|2\d)\d\d-(0[1-9]|1[0-2])$/, "must be a month, e.g. 2026-11")),
  months: z.optional(
    z.pipe(
      z.string().check(z.regex(/^([1-9]|1\d|2[0-4])$/, "must be a whole number from 1 to 24")),
      z.transform(Number),
    ),
  ),
  time_zone: timeZone,
});
/** A question to the counts, as the API takes it. */
export type ReportQuery = z.output<typeof reportQuery>;
