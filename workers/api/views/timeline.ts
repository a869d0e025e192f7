import * as z from "zod/mini";
import { currency, maybe, minor, text } from "./schema.ts";

const happened = <const Kind extends string, Shape extends z.core.$ZodShape>(kind: Kind, detail: Shape) =>
  z.strictObject({
    ...{ object: z.literal("timeline_event"), kind: z.literal(kind), subject_id: text },
    ...{ at: z.iso.datetime(), detail: z.strictObject(detail) },
  });

/** Something that happened with an affiliate, by its kind. */
export const timelineEvent = z.discriminatedUnion("kind", [
  happened("signed_up", {}),
  happened("first_click", {}),
  happened("first_sale", {}),
  happened("payout", { amount_minor: minor, currency }),
  happened("message", { kind: text, status: text }),
  happened("stage_moved", { from_stage_id: maybe(text), to_stage_id: maybe(text), actor: text }),
  happened("note", { text, author: text }),
  happened("task_created", { title: text, due_at: maybe(text) }),
  happened("task_done", { title: text, actor: maybe(text) }),
]);
