import {
  isPermission,
  isPortalPermission,
  type Permission,
  PORTAL_PERMISSIONS,
} from "../../core/access/permissions.ts";
import { isId, type WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { isAllowedFrom } from "../../platform/address-range.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { findKey, type KeyOfCaller } from "../../services/keys/find-key.ts";
import { isGood, noteKeyUse } from "../../services/keys/judge-use.ts";
import { findAccess, listReached } from "../../services/members/find-access.ts";
import { isGoneCaller } from "../../services/members/gone-makers.ts";
import type { Session } from "../../services/people/find-session.ts";
import { findLogin, listLogins } from "../../services/portal/logins.ts";
import { bearerKey } from "../shared/bearer.ts";
import { callerAddress } from "../shared/caller-address.ts";
import { RequestError } from "../shared/errors.ts";
import { type AffiliateCaller, actorOf, type Caller, type PersonCaller } from "./caller.ts";
import type { ApiEnv } from "./env.ts";
import { readSession } from "./sign-in/read-session.ts";
import { refuseForeign } from "./sign-in/refuse-foreign.ts";

/** The header by which a person names the workspace of a call; a key names its own. */
const WORKSPACE_HEADER = "Workspace-Id";
/** The header by which a person names the affiliate that it calls as; it then has what an affiliate has, and no more. */
const AFFILIATE_HEADER = "Affiliate-Id";

type Stores = { readonly env: ApiEnv; readonly db: Db; readonly now: Date };

/**
 * Finds who makes a request: a key or, without one, a person with a session. Asks Postgres and no copy, so that a
 * revoked key, an ended session or a changed role counts at once.
 *
 * Throws `RequestError`: 401 without a good key or session, 404 for a workspace or an affiliate that the person does not
 * reach, 422 where a person of several names none, or a key comes with another than its own. An affiliate, by a key or by its login, opens the portal and nothing
 * else, and no other caller opens that, whatever permissions stand beside it. Whether the caller has the permission is for
 * `requirePermission` to say, once the call was counted.
 */
export async function authenticate(
  request: Request,
  stores: Stores,
  permission: Permission,
): Promise<Caller> {
  const isByKey = (request.headers.get("authorization") ?? "") !== "";
  const caller = isByKey
    ? await findKeyCaller(request, stores, permission)
    : await findPerson(request, stores, permission);
  if (!caller) {
    throw new RequestError(
      "unauthenticated",
      "A valid API key is needed, Authorization: Bearer tb_…, or a session.",
    );
  }
  return caller;
}

/** Throws `RequestError` 403 where a caller does not have a permission. */
export function requirePermission({ kind, permissions }: Caller, permission: Permission): void {
  if (!permissions.has(permission)) {
    throw new RequestError("forbidden", `${WHOSE[kind]} ${permission}.`);
  }
}

const WHOSE = {
  key: "This key does not have the scope",
  person: "Your role does not have",
  affiliate: "An affiliate does not have",
} as const satisfies Record<Caller["kind"], string>;

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
  refuseMisdirected(request.headers, key);
  await noteKeyUse(db, key, now);
  const { id, workspaceId, affiliateId } = key;
  const isOfKind =
    key.kind.startsWith("secret_") && isPortalPermission(permission) === (affiliateId !== null);
  const permissions = new Set(isOfKind ? key.scopes.filter(isPermission) : []);
  const caller = { kind: "key", keyId: id, workspaceId, affiliateId, permissions } as const;
  if (permissions.has(permission) && GIVES_ACCESS.has(permission)) await refuseGone(db, caller);
  return caller;
}

/** Refuses a key beside the name of what it is not of: whoever names that means it, and would be given the key's own. */
function refuseMisdirected(headers: Headers, { workspaceId, affiliateId }: KeyOfCaller): void {
  const named = [
    [WORKSPACE_HEADER, workspaceId],
    [AFFILIATE_HEADER, affiliateId],
  ] as const;
  for (const [header, own] of named) {
    if ((headers.get(header) ?? own) !== own) {
      throw headerProblem(header, "invalid_value", "is not this key's: a key says its own, so leave it out");
    }
  }
}

/** What lets others in, or has them do more. */
const GIVES_ACCESS: ReadonlySet<Permission> = new Set(["members:write", "roles:write", "keys:write"]);

/** Refuses a key whose maker is a member no more: nobody comes back by a key that they left. */
async function refuseGone(db: Db, caller: Caller): Promise<void> {
  if (!(await isGoneCaller(db, caller.workspaceId, actorOf(caller)))) return;
  throw new RequestError(
    "maker_removed",
    "Who made this key is a member no more: it gives nobody access. Rotate it, or make another.",
  );
}

async function findPerson(
  request: Request,
  stores: Stores,
  permission: Permission,
): Promise<PersonCaller | AffiliateCaller | null> {
  const session = await readSession(request, stores);
  if (!session) return null;
  refuseForeign(request);
  const asked = {
    workspaceId: request.headers.get(WORKSPACE_HEADER),
    affiliateId: request.headers.get(AFFILIATE_HEADER),
  };
  if (asked.workspaceId !== null && asked.affiliateId !== null) {
    throw headerProblem(AFFILIATE_HEADER, "invalid_value", `must not stand beside ${WORKSPACE_HEADER}`);
  }
  const isOfPortal = isPortalPermission(permission) && asked.workspaceId === null;
  return asked.affiliateId !== null || isOfPortal
    ? asAffiliate(stores.db, session, asked.affiliateId)
    : asMember(stores.db, session, asked.workspaceId);
}

/** The session's person as a member of the workspace that it names, or of its only one. */
async function asMember(db: Db, session: Session, named: string | null): Promise<PersonCaller> {
  const { personId, sessionId, verifiedAt } = session;
  const of = { kind: "person", personId, sessionId, verifiedAt } as const;
  if (named !== null) {
    const access = isId("ws", named) ? await findAccess(db, { personId, workspaceId: named }) : null;
    if (!access) throw new RequestError("not_found", "There is no such workspace.");
    return { ...of, workspaceId: named as WorkspaceId, ...access };
  }
  const { workspaces } = await listReached(db, personId);
  const [only, another] = workspaces;
  if (only && !another) return { ...of, workspaceId: only.id, ...only.access };
  const where = only ? "you are in several workspaces" : "you are in no workspace yet";
  throw headerProblem(WORKSPACE_HEADER, "missing_field", `is needed: ${where}`);
}

/** The session's person as the affiliate that it names, or as its only one. */
async function asAffiliate(db: Db, session: Session, named: string | null): Promise<AffiliateCaller> {
  const { personId, sessionId, verifiedAt } = session;
  const permissions = new Set(PORTAL_PERMISSIONS);
  const of = { kind: "affiliate", personId, sessionId, verifiedAt, permissions } as const;
  if (named !== null) {
    const affiliateId = isId("aff", named) ? named : null;
    const workspaceId = affiliateId && (await findLogin(db, { personId, affiliateId }));
    if (!affiliateId || !workspaceId) throw new RequestError("not_found", "There is no such affiliate.");
    return { ...of, workspaceId, affiliateId };
  }
  const [only, another] = await listLogins(db, personId);
  if (only && !another) return { ...of, workspaceId: only.workspaceId, affiliateId: only.affiliateId };
  const whose = only ? "you are several affiliates" : "you are no affiliate yet";
  throw headerProblem(AFFILIATE_HEADER, "missing_field", `is needed: ${whose}`);
}

function headerProblem(
  param: string,
  code: "missing_field" | "invalid_value",
  message: string,
): RequestError {
  return new RequestError("invalid_parameter", `${param} ${message}.`, [{ param, code, message }]);
}
