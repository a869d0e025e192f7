import { isPermission, isPortalPermission, type Permission } from "../../core/access/permissions.ts";
import { isId, type WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { isAllowedFrom } from "../../platform/address-range.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { findKey } from "../../services/keys/find-key.ts";
import { isGood, noteKeyUse } from "../../services/keys/judge-use.ts";
import { findAccess, listReached } from "../../services/members/find-access.ts";
import { bearerKey } from "../shared/bearer.ts";
import { callerAddress } from "../shared/caller-address.ts";
import { RequestError } from "../shared/errors.ts";
import type { Caller, PersonCaller } from "./caller.ts";
import type { ApiEnv } from "./env.ts";
import { readSession } from "./sign-in/read-session.ts";
import { refuseForeign } from "./sign-in/refuse-foreign.ts";

/** The header by which a person names the workspace of a call; a key names its own. */
const WORKSPACE_HEADER = "Workspace-Id";

type Stores = { readonly env: ApiEnv; readonly db: Db; readonly now: Date };

/**
 * Finds who makes a request: a key or, without one, a person with a session. Asks Postgres and no copy, so that a
 * revoked key, an ended session or a changed role counts at once.
 *
 * Throws `RequestError`: 401 without a good key or session, 403 without the permission, 404 for a workspace that the
 * person does not reach, 422 where a person of several workspaces names none. An affiliate's key opens the portal and
 * nothing else, and no other caller opens that, whatever permissions stand beside it.
 */
export async function authenticate(
  request: Request,
  stores: Stores,
  permission: Permission,
): Promise<Caller> {
  const isByKey = (request.headers.get("authorization") ?? "") !== "";
  const caller = isByKey
    ? await findKeyCaller(request, stores, permission)
    : await findPerson(request, stores);
  if (!caller) {
    throw new RequestError(
      "unauthenticated",
      "A valid API key is needed, Authorization: Bearer tb_…, or a session.",
    );
  }
  if (!caller.permissions.has(permission)) {
    const whose = caller.kind === "key" ? "This key does not have the scope" : "Your role does not have";
    throw new RequestError("forbidden", `${whose} ${permission}.`);
  }
  return caller;
}

async function findKeyCaller(
  request: Request,
  { env, db, now }: Stores,
  permission: Permission,
): Promise<Caller | null> {
  const bearer = bearerKey(request);
  const key = bearer ? await findKey(db, hashApiKey(bearer.key, env.API_KEY_PEPPER)) : null;
  if (!key || !isGood(key, now)) return null;
  if (!isAllowedFrom(callerAddress(request.headers), key.allowedAddresses)) {
    throw new RequestError("forbidden", "This key may not be used from this address.");
  }
  await noteKeyUse(db, key, now);
  const { id, workspaceId, affiliateId } = key;
  const isOfKind =
    key.kind.startsWith("secret_") && isPortalPermission(permission) === (affiliateId !== null);
  const permissions = new Set(isOfKind ? key.scopes.filter(isPermission) : []);
  return { kind: "key", keyId: id, workspaceId, affiliateId, permissions };
}

async function findPerson(request: Request, stores: Stores): Promise<PersonCaller | null> {
  const session = await readSession(request, stores);
  if (!session) return null;
  refuseForeign(request);
  const { personId, sessionId, verifiedAt } = session;
  const of = { kind: "person", personId, sessionId, verifiedAt } as const;
  const named = request.headers.get(WORKSPACE_HEADER);
  if (named !== null) {
    const access = isId("ws", named) ? await findAccess(stores.db, { personId, workspaceId: named }) : null;
    if (!access) throw new RequestError("not_found", "There is no such workspace.");
    return { ...of, workspaceId: named as WorkspaceId, ...access };
  }
  const { workspaces } = await listReached(stores.db, personId);
  const [only, another] = workspaces;
  if (!only || another) {
    const message = only
      ? "is needed: you are in several workspaces"
      : "is needed: you are in no workspace yet";
    throw new RequestError("invalid_parameter", `${WORKSPACE_HEADER} ${message}.`, [
      { param: WORKSPACE_HEADER, code: "missing_field", message },
    ]);
  }
  return { ...of, workspaceId: only.id, ...only.access };
}
