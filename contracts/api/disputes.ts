import * as z from "zod/mini";
import { DISPUTE_PARTIES, DISPUTE_REASONS } from "../../core/payout/dispute.ts";
import { line, minorUnits } from "../text.ts";
import { id } from "./parts.ts";

const text = line(4_000);

/** What is disputed: a commission or a payout; which of the two is given is for the route to check. */
const subject = {
  commission_id: z.optional(id),
  payout_id: z.optional(id),
  reason: z.enum(DISPUTE_REASONS),
  text,
  claimed_minor: z.optional(minorUnits),
};

/** `POST /v1/portal/disputes`. */
export const portalDisputeRequest = z.strictObject(subject);

/** `POST /v1/disputes`: whose dispute it is says the merchant. */
export const openDisputeRequest = z.strictObject({ party: z.enum(DISPUTE_PARTIES), ...subject });

/** An answer, a note or a rejection: words. */
export const disputeWords = z.strictObject({ text });

/** A withdrawal needs no words. */
export const withdrawDisputeRequest = z.strictObject({ text: z.optional(text) });

/** `POST /v1/disputes/{id}/uphold`. */
export const upholdDisputeRequest = z.strictObject({
  text,
  amount_minor: z.optional(minorUnits),
  resend: z.optional(z.boolean()),
});

/** `PUT /v1/dispute-settings`; the decision may not be due before the answer. */
export const disputeSettingsRequest = z
  .strictObject({
    answer_days: z.int().check(z.minimum(1), z.maximum(90)),
    decision_days: z.int().check(z.minimum(1), z.maximum(365)),
  })
  .check(
    z.refine(({ answer_days, decision_days }) => decision_days >= answer_days, {
      path: ["decision_days"],
      error: "must not be less than answer_days",
    }),
  );
