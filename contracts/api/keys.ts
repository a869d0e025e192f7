import * as z from "zod/mini";
import { PERMISSIONS } from "../../core/access/permissions.ts";
import { line, timestamp } from "../text.ts";
import { hostPatterns, id, name, permission } from "./parts.ts";

/** As many as there are: each is good once. */
const SCOPES_MAX = Object.keys(PERMISSIONS).length;
const scopes = z
  .array(permission)
  .check(z.maxLength(SCOPES_MAX, `must not be longer than ${SCOPES_MAX}, which is all there are`));
const fields = { name, expires_at: z.optional(timestamp) };
/** Whether each is an address or a range of them is for the verb to say. */
const allowed_addresses = z.optional(
  z.array(line(64)).check(z.maxLength(100, "must not be longer than 100")),
);

/**
 * `POST /v1/keys`. A publishable key says which pages may use it, none of them if the list is empty; a
 * postback key takes no scopes, since it reports postbacks and does nothing else. A secret key of an affiliate's own has
 * scopes of the portal and no other.
 */
export const createKeyRequest = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("secret"),
      ...fields,
      scopes: scopes.check(z.minLength(1, "must not be empty: a key without a scope may do nothing")),
      affiliate_id: z.optional(id),
      allowed_addresses,
    }),
    z.strictObject({ kind: z.literal("publishable"), ...fields, scopes, allowed_hosts: hostPatterns }),
    z.strictObject({ kind: z.literal("postback"), ...fields, allowed_addresses }),
  ],
  "must be one of secret, publishable, postback",
);

/** Longest time for which a key that was replaced still works. */
const OVERLAP_SECONDS_MAX = 30 * 86_400;

/** `POST /v1/keys/{id}/rotate`. */
export const rotateKeyRequest = z.strictObject({
  overlap_seconds: z._default(
    z.int().check(z.minimum(0), z.maximum(OVERLAP_SECONDS_MAX, `must not be over ${OVERLAP_SECONDS_MAX}`)),
    86_400,
  ),
  expires_at: z.optional(timestamp),
});
