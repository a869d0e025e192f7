import * as z from "zod/mini";
import { timestamp } from "../text.ts";
import { policyTerms } from "./policies.ts";

/** `POST /v1/attribution/simulations`: which policy, over conversions that happened from `from` on and before `to`. */
export const createSimulationRequest = z.strictObject({
  policy: policyTerms,
  from: timestamp,
  to: timestamp,
});
