import type * as z from "zod/mini";
import { problemsOf } from "../contracts/error.ts";

/**
 * Says in a line what is wrong with a payload, each field by its path: the detail of a bad row. A missing
 * field is told as such where the contract was asked with `reportInput`.
 */
export function whatIsWrong(error: z.core.$ZodError): string {
  return problemsOf(error)
    .map(({ param, message }) => `${param} ${message}`)
    .join("; ");
}
