import * as z from "zod/mini";
import { line } from "./text.ts";

/** Most workspaces that one wake-up names. */
const WOKEN_MAX = 100;

/** Asks the functions to tell now what these workspaces have to tell. One that is lost costs a minute: a cron looks as well. */
const wakeUp = z.strictObject({
  v: z.literal(1),
  workspace_ids: z.array(line(64)).check(z.minLength(1), z.maxLength(WOKEN_MAX)),
});

/** A cap let through as many as it may in a span. */
const capReached = z.strictObject({
  v: z.literal(1),
  workspace_id: line(64),
  cap_id: line(64),
  /** `2026-11-20`, `2026-11` or `total`. */
  span: line(16),
  /** As its counter knew it. */
  max: z.int().check(z.minimum(0)),
  reached_at_ms: z.int(),
});
export type CapReachedMessage = z.infer<typeof capReached>;

/** Somebody was answered personal data through the API: which, and never its values. */
const personalRead = z.strictObject({
  v: z.literal(1),
  workspace_id: line(64),
  actor: line(80),
  reading: z.strictObject({
    call: line(200),
    subjects: z.array(line(64)).check(z.maxLength(100)),
    fields: z.array(line(64)).check(z.minLength(1), z.maxLength(64)),
    request_id: line(64),
    read_at_ms: z.int(),
    /** Keyed hash of the reader's network of the day. */
    network: z.optional(line(32)),
  }),
});
export type PersonalReadMessage = z.infer<typeof personalRead>;

/** A message of the queue of events, version 1. */
export const eventMessage = z.union([wakeUp, capReached, personalRead]);
export type EventMessage = z.infer<typeof eventMessage>;
