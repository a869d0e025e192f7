import * as z from "zod/mini";
import { timestamp } from "../text.ts";
import { policyTerms } from "./policies.ts";

/**
 * `POST /v1/attribution/simulations`: which policy, null for the versions in force, over conversions that
 * happened from `from` on and before `to`.
 */
export const createSimulationRequest = z.strictObject({
  policy: z.nullable(policyTerms),
  from: timestamp,
  to: timestamp,
});

/** `POST /v1/attribution/simulations/{id}/apply`: what becomes of sales that are paid, or of a closed month. */
export const applySimulationRequest = z.strictObject({
  locked: z._default(z.enum(["stay", "carry"], { error: 'must be "stay" or "carry"' }), "stay"),
});
