import * as z from "zod/mini";
import { ruleProblems, type SegmentRule } from "../../core/crm/segment-rule.ts";
import { line, linesOf } from "../text.ts";
import { id, name, problem } from "./parts.ts";

/** A rule of any depth; each issue has the path of its own part. */
const rule = z.pipe(
  z.record(z.string(), z.unknown()),
  z.transform((value, context): SegmentRule => {
    for (const { path, message } of ruleProblems(value)) {
      context.issues.push(problem(value, message, [...path]));
    }
    return value as SegmentRule;
  }),
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
