import * as z from "zod/mini";
import { line } from "./text.ts";

/** Asks the functions to try a bad row again, version 1. Its payload stays where it is: nobody can send another. */
export const replayMessage = z.strictObject({
  v: z.literal(1),
  workspace_id: line(64),
  /** The number of the row. */
  bad_row_id: z.string().check(z.regex(/^[1-9]\d{0,17}$/)),
  /** Who asked, e.g. `key:key_…`. */
  actor: line(64),
  request_id: line(64),
});
export type ReplayMessage = z.infer<typeof replayMessage>;
