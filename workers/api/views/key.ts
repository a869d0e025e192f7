import * as z from "zod/mini";
import { PERMISSIONS, type Permission } from "../../../core/access/permissions.ts";
import type { ApiKey } from "../../../services/keys/write-key.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

const shape = {
  id: idOf("key"),
  object: z.literal("key"),
  name: text,
  kind: oneOf("secret_live", "secret_test", "publishable", "postback"),
  last4: text,
  scopes: several(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
  affiliate_id: maybe(idOf("aff")),
  allowed_hosts: several(text),
  allowed_addresses: several(text),
  status: oneOf("active", "revoked"),
  expires_at: maybeInstant,
  last_used_at: maybeInstant,
  replaces: maybe(idOf("key")),
  created_by: maybe(text),
  created_at: instant,
  revoked_at: maybeInstant,
  version: z.int(),
};

/** An API key, without the key. */
export const keyView = view("Key", shape);

/** A new API key with the key itself, which no other answer holds, and what follows from it. */
export const newKeyView = view("NewKey", {
  ...shape,
  key: text,
  pixel_secret: z.optional(text),
  s3: z.optional(z.strictObject({ access_key_id: idOf("key"), secret_access_key: text })),
});

/** Shows a key; the key itself is in no row. */
export function showKey(key: ApiKey): z.output<typeof keyView> {
  return {
    id: key.id,
    object: "key",
    name: key.name,
    kind: key.kind,
    last4: key.last4,
    scopes: key.scopes,
    affiliate_id: key.affiliateId,
    allowed_hosts: key.allowedHosts,
    allowed_addresses: key.allowedAddresses,
    status: key.status,
    expires_at: showInstant(key.expiresAt),
    last_used_at: showInstant(key.lastUsedAt),
    replaces: key.replaces,
    created_by: key.createdBy,
    created_at: showInstant(key.createdAt),
    revoked_at: showInstant(key.revokedAt),
    version: key.version,
  };
}
