import * as z from "zod/mini";

/** A message that says nothing but that its queue is consumed, version 1 (functions/cron/watch-dead-letters.ts). */
export const canaryMessage = z.strictObject({ v: z.literal(1), canary_sent_at: z.iso.datetime() });
export type CanaryMessage = z.infer<typeof canaryMessage>;
