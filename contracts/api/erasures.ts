import * as z from "zod/mini";
import { line } from "../text.ts";
import { id, problem } from "./parts.ts";

/** Most visitors that one request names; those of the customer named come besides. */
const VISITORS_MAX = 100;

/** `POST /v1/erasures`: a person, as the visitors it was seen as, as a customer of conversions, as who applied, or several. */
export const createErasureRequest = z
  .strictObject({
    visitor_ids: z.optional(
      z
        .array(line(64))
        .check(
          z.minLength(1, "must name at least one visitor"),
          z.maxLength(VISITORS_MAX, `must not be longer than ${VISITORS_MAX}`),
        ),
    ),
    customer: z.optional(
      z
        .strictObject({
          external_id: z.optional(line(255)),
          email_sha256: z.optional(
            z.string().check(z.regex(/^[0-9a-f]{64}$/, "must be 64 lowercase hexadecimal characters")),
          ),
        })
        .check((context) => {
          const { external_id, email_sha256 } = context.value;
          if (external_id === undefined && email_sha256 === undefined) {
            context.issues.push(problem(context.value, "must have an external_id or an email_sha256"));
          }
        }),
    ),
    person_id: z.optional(id),
  })
  .check((context) => {
    const { visitor_ids, customer, person_id } = context.value;
    if (visitor_ids === undefined && customer === undefined && person_id === undefined) {
      context.issues.push(
        problem(context.value, "must be given, or a customer or person_id", ["visitor_ids"]),
      );
    }
  });
