import * as z from "zod/mini";
import { type Condition, NUMBER_FIELDS, TEXT_FIELDS } from "../../core/commission/condition.ts";
import { named, shownAs } from "../described.ts";
import { countryCode, currencyCode, line, minorUnits, timestamp } from "../text.ts";
import { problem } from "./parts.ts";

/** Most conditions of one group, and deepest that groups may lie in one another. */
const GROUP_MAX = 50;
const DEPTH_MAX = 5;

const values = z
  .array(line(255))
  .check(z.minLength(1, "must have at least 1"), z.maxLength(500, "must not be longer than 500"));
/** An instant as plans keep it: in UTC, with milliseconds. */
export const instant = z.pipe(
  timestamp,
  z.pipe(
    z.transform((ms: number) => new Date(ms).toISOString()),
    z.iso.datetime(),
  ),
);

const FIELDS = [...TEXT_FIELDS, ...NUMBER_FIELDS, "conversion.metadata", "conversion.occurred_at"] as const;

/** What the fields may be that are no names of the merchant's own: anything else would never be so. */
const KNOWN_VALUES: Readonly<Record<string, z.ZodMiniType>> = {
  "affiliate.country": countryCode,
  "conversion.country": countryCode,
  "conversion.currency": currencyCode,
  "conversion.customer": z.enum(["new", "returning"], "must be one of new, returning"),
};

/** Leaves first: a question that has none of the names of a group is one. */
const leaf = z
  .strictObject({
    field: z.enum(FIELDS, `must be one of ${FIELDS.join(", ")}`),
    key: z.optional(line(64)),
    in: z.optional(values),
    not_in: z.optional(values),
    min: z.optional(minorUnits),
    max: z.optional(minorUnits),
    from: z.optional(instant),
    to: z.optional(instant),
  })
  .check((context) => {
    const { field, ...given } = context.value;
    const names = Object.entries(given).flatMap(([part, value]) => (value === undefined ? [] : [part]));
    const isNumber = NUMBER_FIELDS.some((each) => each === field);
    const isTime = field === "conversion.occurred_at";
    const takes = isNumber ? ["min", "max"] : isTime ? ["from", "to"] : ["in", "not_in"];
    const refuse = (part: string, message: string) =>
      context.issues.push(problem(context.value, message, [part]));
    for (const part of names) {
      if (part === "key" ? field !== "conversion.metadata" : !takes.includes(part)) {
        refuse(part, `does not belong to ${field}`);
      }
    }
    if (field === "conversion.metadata" && given.key === undefined) refuse("key", "is required");
    const asked = takes.filter((part) => names.includes(part));
    if (asked.length === 0) refuse(takes[0] ?? "field", `is required, or ${takes[1]}`);
    if (takes[0] === "in" && asked.length > 1) refuse("not_in", "must not be given together with in");
    for (const part of ["in", "not_in"] as const) {
      given[part]?.forEach((value, index) => {
        const message = KNOWN_VALUES[field]?.safeParse(value).error?.issues[0]?.message;
        if (message !== undefined) context.issues.push(problem(value, message, [part, index]));
      });
    }
  });

/** Reads a condition of any depth; each issue has the path of its own question. */
function readCondition(value: unknown, context: z.core.ParsePayload, path: PropertyKey[]): Condition {
  const refuse = (message: string) => context.issues.push(problem(value, message, [...path]));
  const depth = path.filter((part) => typeof part === "number").length;
  if (depth > DEPTH_MAX) {
    refuse(`must not lie deeper than ${DEPTH_MAX} groups`);
    return { all: [] };
  }
  if (typeof value === "object" && value !== null && ("all" in value || "any" in value)) {
    const name = "all" in value ? "all" : "any";
    const parts = (value as Record<string, unknown>)[name];
    const isList = Array.isArray(parts) && parts.length <= GROUP_MAX;
    if (Object.keys(value).length > 1) refuse("must have either all or any, and nothing else");
    else if (!isList) refuse(`must be a group of at most ${GROUP_MAX} conditions`);
    const read = isList ? parts.map((part, at) => readCondition(part, context, [...path, name, at])) : [];
    return name === "any" ? { any: read } : { all: read };
  }
  const read = leaf.safeParse(value, { reportInput: true });
  if (read.success) return read.data as Condition;
  for (const issue of read.error.issues) {
    context.issues.push({
      ...issue,
      input: issue.input,
      path: [...path, ...issue.path],
    } as z.core.$ZodRawIssue);
  }
  return { all: [] };
}

const ofText = { field: z.enum(TEXT_FIELDS) };
const ofMetadata = { field: z.literal("conversion.metadata"), key: line(64) };
const ofNumber = { field: z.enum(NUMBER_FIELDS) };
const ofTime = { field: z.literal("conversion.occurred_at") };
/** One question in each of its forms, as `leaf` takes them. */
export const PLAN_QUESTIONS = [
  z.strictObject({ ...ofText, in: values }),
  z.strictObject({ ...ofText, not_in: values }),
  z.strictObject({ ...ofMetadata, in: values }),
  z.strictObject({ ...ofMetadata, not_in: values }),
  z.strictObject({ ...ofNumber, min: minorUnits, max: z.optional(minorUnits) }),
  z.strictObject({ ...ofNumber, max: minorUnits }),
  z.strictObject({ ...ofTime, from: instant, to: z.optional(instant) }),
  z.strictObject({ ...ofTime, to: instant }),
] as const;
const parts = z.array(z.lazy((): z.ZodMiniType => shownCondition)).check(z.maxLength(GROUP_MAX));
const shownCondition: z.ZodMiniType = named(
  "PlanCondition",
  z.union([...PLAN_QUESTIONS, z.strictObject({ all: parts }), z.strictObject({ any: parts })]),
  `A question, or a group of which all or any must hold; groups lie at most ${DEPTH_MAX} deep in one another.`,
);

/** When a rule of a plan holds: a question, or groups of them in one another. */
export const planCondition = shownAs(
  z.pipe(
    z.unknown(),
    z.transform((value, context) => readCondition(value, context as z.core.ParsePayload, [])),
  ),
  shownCondition,
);
