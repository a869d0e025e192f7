import * as z from "zod/mini";
import {
  ruleProblems,
  SEGMENT_DAYS_MAX,
  type SegmentRule,
  TRAIT_FIELDS,
} from "../../core/crm/segment-rule.ts";
import { named, shownAs } from "../described.ts";
import { line, linesOf } from "../text.ts";
import { id, name, problem } from "./parts.ts";

const days = z.int().check(z.minimum(1), z.maximum(SEGMENT_DAYS_MAX));
const digits = z.string().check(z.regex(/^(0|[1-9]\d{0,14})$/));
const earned = { field: z.literal("earned"), days, currency: z.string().check(z.regex(/^[A-Z]{3}$/)) };
const parts = z.array(z.lazy((): z.ZodMiniType => shownPart));
/** A rule as it is kept: groups of conditions, in one another. */
export const segmentRule = named(
  "SegmentRule",
  z.union([z.strictObject({ all: parts }), z.strictObject({ any: parts })]),
  "Of what is asked, all or any must hold.",
);
const shownPart: z.ZodMiniType = named(
  "SegmentPart",
  z.union([
    segmentRule,
    z.strictObject({ field: z.literal("tag"), has: line(64) }),
    z.strictObject({ field: z.literal("tag"), lacks: line(64) }),
    z.strictObject({ field: z.enum(TRAIT_FIELDS), in: z.array(line(64)).check(z.minLength(1)) }),
    z.strictObject({ field: z.enum(["no_click", "no_sale"]), days }),
    z.strictObject({ ...earned, at_least_minor: digits, at_most_minor: z.optional(digits) }),
    z.strictObject({ ...earned, at_most_minor: digits }),
    z.strictObject({ field: z.literal("signed_up"), before: z.iso.datetime() }),
    z.strictObject({ field: z.literal("signed_up"), after: z.iso.datetime() }),
  ]),
);
/** A rule of any depth; each issue has the path of its own part. */
const rule = shownAs(
  z.pipe(
    z.record(z.string(), z.unknown()),
    z.transform((value, context): SegmentRule => {
      for (const { path, message } of ruleProblems(value)) {
        context.issues.push(problem(value, message, [...path]));
      }
      return value as SegmentRule;
    }),
  ),
  segmentRule,
);
const description = z.optional(z.nullable(linesOf(500)));

/** `POST /v1/segments`. */
export const createSegmentRequest = z.strictObject({ name, description, rule });

/** `PATCH /v1/segments/{id}`. */
export const updateSegmentRequest = z.strictObject({
  name: z.optional(name),
  description,
  rule: z.optional(rule),
});

/** `POST /v1/segments/{id}/apply`. */
export const applySegmentRequest = z.discriminatedUnion(
  "action",
  [
    z.strictObject({ action: z.enum(["add_tag", "remove_tag"]), tag: line(64) }),
    z.strictObject({ action: z.literal("stage"), stage_id: z.nullable(id) }),
    z.strictObject({ action: z.literal("assign"), member_id: id }),
  ],
  { error: "must have an action of add_tag, remove_tag, stage, assign" },
);

/** `POST /v1/affiliates/{id}/stage`. */
export const moveAffiliateRequest = z.strictObject({ stage_id: z.nullable(id) });
