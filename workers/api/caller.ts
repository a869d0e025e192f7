import type { Access, Giver } from "../../core/access/membership.ts";
import type { Permission } from "../../core/access/permissions.ts";
import type { AffiliateId, KeyId, MemberId, PersonId, SessionId, WorkspaceId } from "../../core/shared/id.ts";
import type { Actor } from "../../services/shared/context.ts";

/** A caller with an API key. */
type KeyCaller = {
  readonly kind: "key";
  readonly keyId: KeyId;
  readonly workspaceId: WorkspaceId;
  /** The affiliate whose own key it is, if it is one. */
  readonly affiliateId: AffiliateId | null;
  readonly permissions: ReadonlySet<Permission>;
};

/** A person with a session, in the workspace that the call names. */
export type PersonCaller = Access & {
  readonly kind: "person";
  readonly personId: PersonId;
  readonly sessionId: SessionId;
  /** When the person last proved itself by more than its session, or null. */
  readonly verifiedAt: Date | null;
  readonly workspaceId: WorkspaceId;
};

/**
 * A person with a session, as the affiliate that the call names. What else the person is, a member of the same workspace
 * perhaps, counts for nothing here.
 */
export type AffiliateCaller = {
  readonly kind: "affiliate";
  readonly personId: PersonId;
  readonly sessionId: SessionId;
  /** As a `PersonCaller` has it. */
  readonly verifiedAt: Date | null;
  readonly workspaceId: WorkspaceId;
  readonly affiliateId: AffiliateId;
  readonly permissions: ReadonlySet<Permission>;
};

/** Who makes a call: known to Postgres at this moment, with what it may do in the workspace of the call. */
export type Caller = KeyCaller | PersonCaller | AffiliateCaller;

/** The affiliate who calls, by a key of its own or by its login; null for every other caller. */
export function affiliateOf(caller: Caller): AffiliateId | null {
  return caller.kind === "person" ? null : caller.affiliateId;
}

/**
 * With whom a call is counted: with those of its workspace, but affiliates apart, since a rule of a form makes anybody one, and
 * whom nothing is open to with itself alone: a key that stands in a page is everybody's.
 */
export function countedWith(caller: Caller): string {
  if (caller.permissions.size === 0) return actorOf(caller);
  return affiliateOf(caller) === null ? caller.workspaceId : `${caller.workspaceId}:portal`;
}

/** The caller as the audit log and what people decide name it. */
export function actorOf(caller: Caller): Actor {
  return caller.kind === "key" ? `key:${caller.keyId}` : `person:${caller.personId}`;
}

/** By what a caller's own things are found: the id of its key, or the person's. */
export function callerIdOf(caller: Caller): KeyId | PersonId {
  return caller.kind === "key" ? caller.keyId : caller.personId;
}

/** The member by whose assignments the call's rows are bounded, or null. */
export function agentOf(caller: Caller): MemberId | null {
  return caller.kind === "person" ? caller.agentId : null;
}

/** What bounds the roles that a caller may give. A key is of one workspace: it gives none on the organisation. */
export function giverOf(caller: Caller): Giver {
  const { permissions } = caller;
  return caller.kind === "person" ? caller : { permissions, organisationPermissions: new Set() };
}
