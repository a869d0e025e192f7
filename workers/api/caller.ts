import type { Permission } from "../../core/access/permissions.ts";
import type { AffiliateId, KeyId, WorkspaceId } from "../../core/shared/id.ts";

/** A caller with an API key. */
export type KeyCaller = {
  readonly kind: "key";
  readonly keyId: KeyId;
  readonly workspaceId: WorkspaceId;
  /** The affiliate whose own key it is, if it is one. */
  readonly affiliateId: AffiliateId | null;
  readonly permissions: ReadonlySet<Permission>;
};

/** Who makes a call: known to Postgres at this moment, with what it may do in the workspace of the call. */
export type Caller = KeyCaller;
