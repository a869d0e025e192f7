import * as z from "zod/mini";
import { minorUnits } from "../text.ts";

/** `PUT /v1/payout-minimums/{currency}`. */
export const setPayoutMinimumRequest = z.strictObject({ minimum_minor: minorUnits });
