import * as z from "zod/mini";
import { line } from "./text.ts";

/** Asks the functions to execute an approved batch, version 1. */
export const payoutMessage = z.strictObject({
  v: z.literal(1),
  workspace_id: line(64),
  batch_id: line(64),
  /** Who asked, e.g. `key:key_…`. */
  actor: line(64),
  request_id: line(64),
});
export type PayoutMessage = z.infer<typeof payoutMessage>;
