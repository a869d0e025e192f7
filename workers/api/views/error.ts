import * as z from "zod/mini";
import { ERRORS, type ErrorCode } from "../../../contracts/error.ts";
import { maybe, several, text, view } from "./schema.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** One thing that is wrong with a request. */
const problemView = view("Problem", { param: text, code: text, message: text });
/** The one envelope of errors. */
export const errorView = view("Error", {
  error: z.strictObject({
    type: text,
    code: z.enum(CODES),
    message: text,
    param: maybe(text),
    doc_url: text,
    request_id: text,
    errors: several(problemView),
  }),
});
