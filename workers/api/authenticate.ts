import { isPermission, isPortalPermission, type Permission } from "../../core/access/permissions.ts";
import type { Db } from "../../db/client.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { findKey } from "../../services/keys/find-key.ts";
import { bearerKey } from "../shared/bearer.ts";
import { RequestError } from "../shared/errors.ts";
import type { Caller } from "./caller.ts";
import type { ApiEnv } from "./env.ts";

/**
 * Finds the caller by the key of the request. Asks Postgres and not the published copy, so a revoked
 * key stops at once. Throws `RequestError`: 401 without a good key, 403 without the permission. An affiliate's key
 * opens the portal and nothing else, and no other key opens that, whatever scopes stand beside it.
 */
export async function authenticate(
  request: Request,
  { env, db, now }: { readonly env: ApiEnv; readonly db: Db; readonly now: Date },
  permission: Permission,
): Promise<Caller> {
  const bearer = bearerKey(request);
  const key = bearer ? await findKey(db, hashApiKey(bearer.key, env.API_KEY_PEPPER)) : null;
  if (key?.status !== "active" || (key.expiresAt && key.expiresAt <= now)) {
    throw new RequestError("unauthenticated", "A valid API key is needed: Authorization: Bearer tb_…");
  }
  const { id, workspaceId, affiliateId } = key;
  const isOfKind =
    key.kind.startsWith("secret_") && isPortalPermission(permission) === (affiliateId !== null);
  const permissions = new Set(key.scopes.filter(isPermission));
  if (!isOfKind || !permissions.has(permission)) {
    throw new RequestError("forbidden", `This key does not have the scope ${permission}.`);
  }
  return { kind: "key", keyId: id, workspaceId, affiliateId, permissions };
}
