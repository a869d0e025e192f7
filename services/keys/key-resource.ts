import { apiKeyKey } from "../../core/link/published-keys.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { markChanged } from "../publishing/mark-changed.ts";
import { instant, list, named, picked, text } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";

/** A key as it is stored, its hash included, which nobody is shown. */
export type KeyRow = typeof apiKeys.$inferSelect;

/**
 * Keys, once they are made (`createKey`, `rotateKey`). A revoked one is refused by the API at once, and by the edge when
 * its copy is read anew; it stays in lists, and is never good again.
 */
export const keyResource: Resource<KeyRow> = {
  ...{ object: "key", prefix: "key", table: apiKeys },
  columns: {
    name: named("name"),
    kind: picked("kind"),
    last4: text("last4", ["eq"]),
    scopes: list("scopes", ["contains"]),
    affiliate_id: picked("affiliateId"),
    allowed_hosts: list("allowedHosts", ["contains"]),
    allowed_addresses: list("allowedAddresses", ["contains"]),
    status: picked("status"),
    expires_at: instant("expiresAt"),
    last_used_at: instant("lastUsedAt"),
    replaces: picked("replaces"),
    created_by: picked("createdBy"),
    created_at: instant("createdAt", { isSorted: true }),
    revoked_at: instant("revokedAt"),
  },
  ends: { field: "revokedAt", verb: "revoke", did: "revoked" },
  listsEnded: true,
  onArchive: { status: "revoked" },
  told: () => ({ change: { from: "active", to: "revoked" } }),
  written: (tx, context, changes) =>
    markChanged(
      tx,
      context,
      changes.map(({ after: { id, hash } }) => ({ kvKey: apiKeyKey(hash), kind: "key", subjectId: id })),
    ),
};
