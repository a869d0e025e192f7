import { dayText } from "../shared/calendar.ts";

/** What is asked of an affiliate, one thing at a time. Times are told from the moment that is asked at. */
export type SegmentCondition =
  | { readonly field: "tag"; readonly has: string }
  | { readonly field: "tag"; readonly lacks: string }
  | { readonly field: TraitField; readonly in: readonly string[] }
  | { readonly field: "no_click" | "no_sale"; readonly days: number }
  | {
      readonly field: "earned";
      readonly days: number;
      readonly currency: string;
      /** Minor units, as digits. */
      readonly at_least_minor?: string;
      readonly at_most_minor?: string;
    }
  | { readonly field: "signed_up"; readonly before: string }
  | { readonly field: "signed_up"; readonly after: string };

/** Conditions of which all must hold, or any; without one, all do and none does. */
export type SegmentRule = { readonly all: readonly SegmentPart[] } | { readonly any: readonly SegmentPart[] };
export type SegmentPart = SegmentRule | SegmentCondition;

/** Traits of affiliates that are one of a list. */
export const TRAIT_FIELDS = ["group", "tier", "country", "status", "class", "stage"] as const;
/** One of these traits. */
export type TraitField = (typeof TRAIT_FIELDS)[number];

/** Something wrong with a rule, by the path within it. */
export type RuleProblem = { readonly path: readonly (string | number)[]; readonly message: string };

const DEPTH_MAX = 5;
const PARTS_MAX = 50;
const VALUES_MAX = 100;
/** Longest time back that a condition asks for. */
export const SEGMENT_DAYS_MAX = 3_650;
const FIELDS = [...TRAIT_FIELDS, "tag", "no_click", "no_sale", "earned", "signed_up"];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** Where the instants begin that are taken anywhere. */
const FIRST_MS = Date.UTC(1900, 0, 1);

type Given = Readonly<Record<string, unknown>>;

/** Finds what is wrong with a rule, in the order of its parts; a value without problems is a `SegmentRule`. */
export function ruleProblems(value: unknown): readonly RuleProblem[] {
  const count = { parts: 0 };
  const problems = partProblems(value, { path: [], depth: 0, count });
  const tooMany = { path: [], message: `must not have more than ${PARTS_MAX} parts` };
  return count.parts > PARTS_MAX ? [tooMany] : problems;
}

type Place = {
  readonly path: readonly (string | number)[];
  readonly depth: number;
  readonly count: { parts: number };
};

function partProblems(value: unknown, { path, depth, count }: Place): readonly RuleProblem[] {
  count.parts += 1;
  if (count.parts > PARTS_MAX) return [];
  if (!isObject(value)) return [{ path, message: "must be an object" }];
  const group = "all" in value ? "all" : "any" in value ? "any" : null;
  if (group === null) {
    if (depth === 0) return [{ path, message: "must have either all or any" }];
    return conditionProblems(value).map(({ path: within, message }) => ({
      ...{ path: [...path, ...within], message },
    }));
  }
  if (Object.keys(value).length > 1) {
    return [{ path, message: "must have either all or any, and nothing else" }];
  }
  if (depth >= DEPTH_MAX) return [{ path, message: `must not be deeper than ${DEPTH_MAX} levels` }];
  const parts = value[group];
  if (!Array.isArray(parts)) return [{ path: [...path, group], message: "must be a list" }];
  return parts.flatMap((part, index) =>
    partProblems(part, { path: [...path, group, index], depth: depth + 1, count }),
  );
}

function conditionProblems(given: Given): readonly RuleProblem[] {
  const { field } = given;
  const problem = (name: string, message: string): RuleProblem => ({ path: [name], message });
  if (typeof field !== "string" || !FIELDS.includes(field)) {
    return [problem("field", `must be one of ${FIELDS.join(", ")}`)];
  }
  const named = (...names: readonly string[]) =>
    Object.keys(given).flatMap((name) =>
      name === "field" || names.includes(name) ? [] : [problem(name, "is not a field of this condition")],
    );
  if (field === "tag") return [...named("has", "lacks"), ...oneTextOf(given, ["has", "lacks"])];
  if (field === "signed_up") return [...named("before", "after"), ...oneInstantOf(given)];
  if (field === "no_click" || field === "no_sale") return [...named("days"), ...daysProblems(given)];
  if (field === "earned") {
    return [
      ...named("days", "currency", "at_least_minor", "at_most_minor"),
      ...daysProblems(given),
      ...earnedProblems(given),
    ];
  }
  return [...named("in"), ...(isTexts(given.in) ? [] : [problem("in", TEXTS)])];
}

const TEXTS = `must be a list of 1 to ${VALUES_MAX} texts of at most 64 characters`;

function oneTextOf(given: Given, names: readonly string[]): readonly RuleProblem[] {
  const [name, ...others] = names.filter((each) => given[each] !== undefined);
  if (name === undefined || others.length > 0) {
    return [{ path: [names[0] ?? ""], message: `or ${names[1]} must be given, and not both` }];
  }
  return isText(given[name]) ? [] : [{ path: [name], message: "must be a text of at most 64 characters" }];
}

function oneInstantOf(given: Given): readonly RuleProblem[] {
  const wrong = oneTextOf(given, ["before", "after"]);
  if (wrong.length > 0) return wrong;
  const name = given.before === undefined ? "after" : "before";
  const text = String(given[name]);
  const atMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (atMs < FIRST_MS) return [{ path: [name], message: "must be of the years 1900 to 9999 in UTC" }];
  // The runtime reads 30 February as 2 March, and Postgres does not read it.
  const isInstant = !Number.isNaN(atMs) && dayText(atMs) === text.slice(0, 10);
  return isInstant ? [] : [{ path: [name], message: "must be a time in UTC, e.g. 2026-11-20T10:00:00Z" }];
}

function daysProblems({ days }: Given): readonly RuleProblem[] {
  const isWhole = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= SEGMENT_DAYS_MAX;
  return isWhole ? [] : [{ path: ["days"], message: `must be a whole number from 1 to ${SEGMENT_DAYS_MAX}` }];
}

function earnedProblems(given: Given): readonly RuleProblem[] {
  const { currency, at_least_minor: least, at_most_minor: most } = given;
  const isMinor = (value: unknown) => value === undefined || /^(0|[1-9]\d{0,14})$/.test(String(value));
  return [
    ...(typeof currency === "string" && /^[A-Z]{3}$/.test(currency)
      ? []
      : [{ path: ["currency"], message: "must be an ISO 4217 currency code in capitals, e.g. EUR" }]),
    ...(least === undefined && most === undefined
      ? [{ path: ["at_least_minor"], message: "or at_most_minor is required" }]
      : []),
    ...Object.entries({ at_least_minor: least, at_most_minor: most }).flatMap(([name, value]) =>
      (value === undefined || typeof value === "string") && isMinor(value)
        ? []
        : [{ path: [name], message: "must be a text of digits, minor units of at most 15" }],
    ),
  ];
}

const isObject = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= 64 && !/[\p{Cc}\p{Cs}]/u.test(value);
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= VALUES_MAX && value.every(isText);
