import * as z from "zod/mini";
import { isPermission, type Permission } from "../../core/access/permissions.ts";
import { timestamp } from "../text.ts";
import { hostPatterns, id, name } from "./parts.ts";

const scopes = z
  .array(
    z.custom<Permission>((value) => typeof value === "string" && isPermission(value), "must be a permission"),
  )
  .check(z.maxLength(64, "must not be longer than 64"));
const fields = { name, expires_at: z.optional(timestamp) };

/**
 * `POST /v1/keys`. A publishable key says which pages may use it, none of them if the list is empty; a
 * postback key takes no scopes, since it reports postbacks and does nothing else. A secret key of an affiliate's own has
 * scopes of the portal and no other.
 */
export const createKeyRequest = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("secret"), ...fields, scopes, affiliate_id: z.optional(id) }),
    z.strictObject({ kind: z.literal("publishable"), ...fields, scopes, allowed_hosts: hostPatterns }),
    z.strictObject({ kind: z.literal("postback"), ...fields }),
  ],
  "must be one of secret, publishable, postback",
);
