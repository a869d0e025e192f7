import { isPermission, isPortalPermission, type Permission } from "../../core/access/permissions.ts";
import type { Db } from "../../db/client.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { findKey, type KeyOfCaller } from "../../services/keys/find-key.ts";
import { bearerKey } from "../shared/bearer.ts";
import { RequestError } from "../shared/errors.ts";
import type { ApiEnv } from "./env.ts";

/** The key of a caller: active, not expired, and known to Postgres at this moment. */
export type AuthenticatedKey = KeyOfCaller;

/**
 * Finds the caller by the key of the request. Asks Postgres and not the published copy, so a revoked
 * key stops at once. Throws `RequestError`: 401 without a good key, 403 without the permission. An affiliate's key
 * opens the portal and nothing else, and no other key opens that, whatever scopes stand beside it.
 */
export async function authenticate(
  request: Request,
  { env, db, now }: { readonly env: ApiEnv; readonly db: Db; readonly now: Date },
  permission: Permission,
): Promise<AuthenticatedKey> {
  const bearer = bearerKey(request);
  const key = bearer ? await findKey(db, hashApiKey(bearer.key, env.API_KEY_PEPPER)) : null;
  if (key?.status !== "active" || (key.expiresAt && key.expiresAt <= now)) {
    throw new RequestError("unauthenticated", "A valid API key is needed: Authorization: Bearer tb_…");
  }
  const isOfKind =
    key.kind.startsWith("secret_") && isPortalPermission(permission) === (key.affiliateId !== null);
  if (!isOfKind || !key.scopes.filter(isPermission).includes(permission)) {
    throw new RequestError("forbidden", `This key does not have the scope ${permission}.`);
  }
  return key;
}
