import { eq } from "drizzle-orm";
import { isPortalPermission, PERMISSIONS, type Permission } from "../../core/access/permissions.ts";
import { ROLES, type Role } from "../../core/access/roles.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, apiKeys, members, sessions } from "../../db/schema/index.ts";
import { insertLogin } from "./application-rows.ts";
import { byPerson } from "./by-person.ts";
import { insertKey } from "./call-api.ts";
import { insertCustomRole, insertMember, insertSignedIn, type SignedIn } from "./member-rows.ts";
import { insertSample, type Sample } from "./sample.ts";

/** What a caller sends with a call. */
export type AccessCaller = {
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
};

type InEach = {
  readonly own: AccessCaller;
  readonly inherited: AccessCaller;
  readonly elsewhere: AccessCaller;
};

/** Everyone who may call a workspace or may not, and the same in another workspace. */
export type AccessCallers = {
  readonly roles: Readonly<Record<Role, InEach>>;
  readonly custom: {
    readonly permissions: ReadonlySet<Permission>;
    readonly own: AccessCaller;
    readonly elsewhere: AccessCaller;
  };
  readonly removed: AccessCaller;
  /** A person as the affiliate that it is the login of: alone, an owner of the workspace too, as another's, and no more. */
  readonly logins: Readonly<
    Record<"own" | "member" | "unnamed" | "another" | "ended" | "foreign", AccessCaller>
  >;
  readonly foreign: AccessCaller;
  readonly sessions: Readonly<Record<"none" | "unknown" | "expired" | "revoked", AccessCaller>>;
  readonly keys: Readonly<
    Record<
      "secret" | "portal" | "publishable" | "postback" | "expired" | "revoked" | "mistyped",
      AccessCaller
    >
  >;
  /** A key with every scope of its kind but one. */
  readonly without: (permission: Permission) => AccessCaller;
};

const ALL = Object.keys(PERMISSIONS) as Permission[];
const byKey = (key: string): AccessCaller => ({ key, headers: {} });

/** Makes them all, in two workspaces that know nothing of each other. */
export async function accessCallers(db: Db): Promise<AccessCallers> {
  const sample = await insertSample(db);
  const other = await insertSample(db);
  const { workspaceId } = sample;
  const roles = {} as Record<Role, InEach>;
  for (const role of ROLES) roles[role] = await callersOf(db, { sample, other, role });
  const permissions = ALL.filter((each, index) => index % 3 === 0 && !isPortalPermission(each));
  const customRoleId = await insertCustomRole(db, workspaceId, permissions);
  const custom = await signIn(db, { sample, role: { customRoleId } });
  const owner = await signIn(db, { sample, role: "owner" });
  return {
    ...{ roles, removed: await removedMember(db, sample), sessions: await endedSessions(db, sample) },
    custom: {
      ...{ permissions: new Set(permissions), own: as(custom, sample), elsewhere: as(custom, other) },
    },
    foreign: { headers: { ...byPerson(owner, workspaceId), "sec-fetch-site": "cross-site" } },
    ...{ keys: await keysOf(db, sample), without: await keysWithout(db, sample) },
    logins: await loginsOf(db, sample, other),
  };
}

const as = (person: SignedIn, { workspaceId }: Sample): AccessCaller => ({
  headers: byPerson(person, workspaceId),
});

async function signIn(
  db: Db,
  {
    sample: { workspaceId },
    ...given
  }: { readonly sample: Sample } & Omit<Parameters<typeof insertMember>[2], "workspaceId">,
): Promise<SignedIn> {
  const person = await insertSignedIn(db);
  await insertMember(db, person.personId, { workspaceId, ...given });
  return person;
}

async function callersOf(
  db: Db,
  { sample, other, role }: { readonly sample: Sample; readonly other: Sample; readonly role: Role },
): Promise<InEach> {
  const own = await signIn(db, { sample, role });
  const wide = await signIn(db, { sample, role, wide: true });
  return { own: as(own, sample), inherited: as(wide, sample), elsewhere: as(wide, other) };
}

async function loginsOf(db: Db, sample: Sample, other: Sample): Promise<AccessCallers["logins"]> {
  const { workspaceId, affiliates } = sample;
  const { affiliateId } = affiliates[0];
  const person = await insertSignedIn(db);
  const owner = await signIn(db, { sample, role: "owner" });
  const gone = await insertSignedIn(db);
  for (const { personId } of [person, owner, gone])
    await insertLogin(db, { workspaceId, affiliateId, personId });
  await db
    .update(affiliatePeople)
    .set({ removedAt: new Date(), removedBy: "system:test" })
    .where(eq(affiliatePeople.personId, gone.personId));
  const called = (by: SignedIn, id: string = affiliateId): AccessCaller => ({
    headers: { ...byPerson(by), "affiliate-id": id },
  });
  return {
    ...{ own: called(person), member: called(owner), ended: called(gone) },
    ...{ unnamed: { headers: byPerson(person) }, another: called(person, other.affiliates[0].affiliateId) },
    foreign: { headers: { ...called(person).headers, "sec-fetch-site": "cross-site" } },
  };
}

async function removedMember(db: Db, sample: Sample): Promise<AccessCaller> {
  const person = await signIn(db, { sample, role: "owner" });
  await db
    .update(members)
    .set({ status: "removed", removedAt: new Date() })
    .where(eq(members.personId, person.personId));
  return as(person, sample);
}

async function endedSessions(db: Db, sample: Sample): Promise<AccessCallers["sessions"]> {
  const ended = async (change: Partial<typeof sessions.$inferInsert>) => {
    const person = await signIn(db, { sample, role: "owner" });
    await db.update(sessions).set(change).where(eq(sessions.id, person.sessionId));
    return as(person, sample);
  };
  const unknown = { ...(await insertSignedIn(db)), cookie: `tb_session=${"A".repeat(43)}` };
  return {
    ...{ none: { headers: {} }, unknown: as(unknown, sample) },
    expired: await ended({ expiresAt: new Date(0) }),
    revoked: await ended({ revokedAt: new Date(), revokedFor: "signed_out" }),
  };
}

async function keysOf(db: Db, { workspaceId, affiliates }: Sample): Promise<AccessCallers["keys"]> {
  const { affiliateId } = affiliates[0];
  const insert = async (change: Partial<typeof apiKeys.$inferInsert>): Promise<string> => {
    const { key, keyId } = await insertKey(db, workspaceId);
    await db.update(apiKeys).set(change).where(eq(apiKeys.id, keyId));
    return key;
  };
  const { key: secret } = await insertKey(db, workspaceId);
  const mistyped = `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`;
  return {
    secret: byKey(secret),
    portal: byKey((await insertKey(db, workspaceId, { affiliateId })).key),
    publishable: byKey((await insertKey(db, workspaceId, { kind: "publishable" })).key),
    postback: byKey((await insertKey(db, workspaceId, { kind: "postback" })).key),
    expired: byKey(await insert({ expiresAt: new Date(0) })),
    revoked: byKey(await insert({ status: "revoked", revokedAt: new Date() })),
    mistyped: byKey(mistyped),
  };
}

async function keysWithout(
  db: Db,
  { workspaceId, affiliates }: Sample,
): Promise<(permission: Permission) => AccessCaller> {
  const made = new Map<Permission, AccessCaller>();
  for (const permission of ALL) {
    const isPortal = isPortalPermission(permission);
    const scopes = ALL.filter((each) => each !== permission && isPortalPermission(each) === isPortal);
    const affiliateId = isPortal ? affiliates[0].affiliateId : null;
    made.set(permission, byKey((await insertKey(db, workspaceId, { scopes, affiliateId })).key));
  }
  return (permission) => made.get(permission) as AccessCaller;
}
