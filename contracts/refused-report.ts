import * as z from "zod/mini";
import { line, lineOrEmpty } from "./text.ts";

/** Why a report of an order was not taken, where whoever sent it may never read the answer. */
export const REFUSED_REPORT_REASONS = {
  conversion_conflict: "The id was used before, by an order that differs from this one.",
  pixel_signature_missing: "The order of the pixel was not signed.",
  pixel_signature_wrong: "The signature of the pixel does not fit its order.",
  report_malformed: "A field is missing or wrong.",
  report_unreadable: "The body could not be read.",
} as const;
export type RefusedReportReason = keyof typeof REFUSED_REPORT_REASONS;

/** Letters that are kept of a body that could not be read: a message is at most 128 KB. */
export const REFUSED_BODY_CHARS_MAX = 8_192;

/**
 * A postback or pixel that was refused, version 1: a message of the conversions queue, which its consumer
 * files as a bad row. It says nothing of time or request, so that the same report is filed once.
 */
export const refusedReport = z.strictObject({
  v: z.literal(1),
  refused: z.enum(Object.keys(REFUSED_REPORT_REASONS) as [RefusedReportReason, ...RefusedReportReason[]]),
  source: z.enum(["postback", "pixel"]),
  workspace_id: line(64),
  key_id: line(64),
  /** The first field at fault, or null. */
  param: z.nullable(line(64)),
  /** As they came, under our names of them, cut to what every store keeps; never the key. */
  parameters: z.record(line(64), lineOrEmpty(512)),
  /** The text of a body that could not be read, without keys and addresses; absent where it could be. */
  body: z.optional(z.string().check(z.maxLength(REFUSED_BODY_CHARS_MAX))),
});
export type RefusedReport = z.infer<typeof refusedReport>;
