import * as z from "zod/mini";
import { destinationUrl, id, problem } from "./parts.ts";

const MAX_MAX = 1_000_000_000_000;

const max = z
  .int("must be a whole number")
  .check(z.minimum(0, "must not be negative"), z.maximum(MAX_MAX, `must be at most ${MAX_MAX}`));

/** `POST /v1/caps`: of a link, or of an affiliate in a program. */
export const createCapRequest = z
  .strictObject({
    link_id: z.optional(id),
    affiliate_id: z.optional(id),
    program_id: z.optional(id),
    metric: z.enum(["clicks", "conversions"], "must be clicks or conversions"),
    period: z.enum(["day", "month", "total"], "must be day, month or total"),
    max,
    overflow_url: z.optional(destinationUrl),
  })
  .check((context) => {
    const { link_id, affiliate_id, program_id } = context.value;
    const refuse = (param: string, message: string) =>
      void context.issues.push(problem(context.value[param as "link_id"], message, [param]));
    const isOfPair = affiliate_id !== undefined || program_id !== undefined;
    if (link_id !== undefined && isOfPair)
      refuse("link_id", "must not be given beside affiliate_id and program_id");
    if (link_id === undefined && !isOfPair) refuse("link_id", "is required, or affiliate_id and program_id");
    if (link_id !== undefined || !isOfPair) return;
    if (affiliate_id === undefined) refuse("affiliate_id", "is required with program_id");
    if (program_id === undefined) refuse("program_id", "is required with affiliate_id");
  });

/** `PATCH /v1/caps/{id}`; an `overflow_url` of null lifts it. */
export const updateCapRequest = z.strictObject({
  max: z.optional(max),
  overflow_url: z.optional(z.nullable(destinationUrl)),
  status: z.optional(z.enum(["active", "disabled"], "must be active or disabled")),
});
