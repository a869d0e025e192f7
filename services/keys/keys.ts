import { and, asc, eq, gt } from "drizzle-orm";
import type { KeyKind } from "../../core/access/key-format.ts";
import { isPortalPermission, type Permission, PORTAL_PERMISSIONS } from "../../core/access/permissions.ts";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import type { AffiliateId, KeyId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { parseAddressRange } from "../../platform/address-range.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import { markChanged } from "../publishing/mark-changed.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Forbidden, Invalid, NotFound } from "../shared/problems.ts";
import { holdSettings } from "../workspaces/settings.ts";
import { type ApiKey, type Grantor, REPORTS, scopeBeyond, withoutHash, writeKey } from "./write-key.ts";

/** A new key. A postback key has no scopes of its choice, and only a publishable one has hosts. */
export type KeyInput = {
  readonly name: string;
  readonly kind: "secret" | "publishable" | "postback";
  readonly scopes?: readonly Permission[] | undefined;
  /** Hosts of the pages that may use a publishable key: names, or `*.name`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Addresses and ranges of them that the key may be used from; any if there is none. */
  readonly allowedAddresses?: readonly string[] | undefined;
  readonly expiresAt?: Date | undefined;
  /** Makes a secret key an affiliate's own: it opens the portal, and nothing else. */
  readonly affiliateId?: AffiliateId | undefined;
};

/** Creates a key; the workspace decides whether it is a live or a test one. The key is shown this once. */
export function createKey(
  context: Context,
  input: KeyInput,
  { grantor, pepper }: { readonly grantor: Grantor; readonly pepper: string },
): Promise<Result<ApiKey & { readonly key: string }, Forbidden | Invalid | NotFound>> {
  const scopes = input.kind === "postback" ? [REPORTS] : [...new Set(input.scopes)];
  const { affiliateId = null } = input;
  if (scopes.some((scope) => isPortalPermission(scope) !== (affiliateId !== null))) {
    const message =
      affiliateId === null ? "of the portal are" : `other than ${PORTAL_PERMISSIONS.join(", ")} are not`;
    return Promise.resolve(
      fail({ code: "invalid", param: "scopes", message: `${message} for an affiliate's key` }),
    );
  }
  const beyond = scopeBeyond(grantor, { scopes, affiliateId, isSecret: input.kind === "secret" });
  if (beyond) return Promise.resolve(fail(beyond));
  const ranges = rangesOf(input.allowedAddresses ?? []);
  if (!ranges.ok) return Promise.resolve(ranges);
  return transact(context, async (tx) => {
    const { mode } = await holdSettings(tx, context);
    if (affiliateId !== null && !(await hasAffiliate(tx, context, affiliateId))) {
      return fail({ code: "not_found", param: "affiliate_id" });
    }
    const secretKind: KeyKind = mode === "test" ? "secret_test" : "secret_live";
    const key = await writeKey(
      tx,
      context,
      {
        ...{ name: input.name, kind: input.kind === "secret" ? secretKind : input.kind, scopes, affiliateId },
        ...{ allowedHosts: [...(input.allowedHosts ?? [])], allowedAddresses: ranges.value },
        ...{ expiresAt: input.expiresAt ?? null, replaces: null },
      },
      pepper,
    );
    return ok(key);
  });
}

/** Reads ranges of addresses as they are kept, each once; says which of them is none. */
function rangesOf(given: readonly string[]): Result<string[], Invalid> {
  const ranges = given.map(parseAddressRange);
  const wrong = ranges.indexOf(null);
  if (wrong < 0) return ok([...new Set(ranges as string[])]);
  const message = "must be an address or a range of them, such as 203.0.113.0/24";
  return fail({ code: "invalid", param: `allowed_addresses[${wrong}]`, message });
}

/** Revokes a key: the API refuses it at once, the edge when its copy is read anew. Twice is harmless. */
export function revokeKey(context: Context, keyId: KeyId): Promise<Result<ApiKey, NotFound>> {
  const isKey = and(eq(apiKeys.workspaceId, context.workspaceId), eq(apiKeys.id, keyId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(apiKeys).where(isKey).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    if (before.status === "revoked") return ok(withoutHash(before));
    const [after] = await tx
      .update(apiKeys)
      .set({ status: "revoked", revokedAt: context.now })
      .where(isKey)
      .returning();
    if (!after) throw new Error("a locked key was not written");
    await markChanged(tx, context, [{ kvKey: apiKeyKey(after.hash), kind: "key", subjectId: keyId }]);
    await audit(tx, context, [
      { action: "key.revoked", subjectId: keyId, change: { from: "active", to: "revoked" } },
    ]);
    return ok(withoutHash(after));
  });
}

/** Keys of the workspace, oldest first. */
export function listKeys(context: Context, { limit, after }: PageRequest): Promise<Page<ApiKey>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(apiKeys)
      .where(
        and(eq(apiKeys.workspaceId, context.workspaceId), after ? gt(apiKeys.id, after as KeyId) : undefined),
      )
      .orderBy(asc(apiKeys.id))
      .limit(limit + 1);
    return cutPage(rows.map(withoutHash), limit, ({ id }) => id);
  });
}
