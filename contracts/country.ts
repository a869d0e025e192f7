import * as z from "zod/mini";
import { isCountry } from "../core/link/countries.ts";
import { countryCode } from "./text.ts";

/**
 * A country of ISO 3166-1, or Kosovo, as a person gives it of somebody. What is told of a sale is taken by `countryCode`: a shop
 * that says it wrong is not refused its order for it.
 */
export const country = countryCode.check(
  z.refine(isCountry, "must be a country of ISO 3166-1, e.g. GB and not UK"),
);
