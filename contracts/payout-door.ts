import type { CallbackProviderName, PayoutProviderName } from "../core/payout/payout-lifecycle.ts";
import type { WorkspaceId } from "../core/shared/id.ts";

/** A call that says it comes from a provider, as it came. */
export type GivenCallback = {
  readonly provider: CallbackProviderName;
  readonly workspaceId: WorkspaceId;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly receivedAtMs: number;
  readonly requestId: string;
};

/** What became of it: kept for good, or turned away. `no_account`: the workspace has none at the provider. */
export type CallbackAnswer =
  | { readonly kind: "taken" }
  | {
      readonly kind: "refused";
      readonly code: "signature_invalid" | "too_old" | "malformed" | "no_account";
    };

/** How a provider is reached, as somebody gave it. */
export type GivenAccess = {
  readonly provider: PayoutProviderName;
  readonly workspaceId: WorkspaceId;
  readonly access: unknown;
};

/** The same, sealed so that it opens in the functions alone; or what is wrong with it. */
export type SealedAccess =
  | { readonly kind: "sealed"; readonly identity: string; readonly hint: string; readonly sealed: string }
  | {
      readonly kind: "wrong";
      readonly problems: readonly { readonly param: string; readonly message: string }[];
    };

/** What the functions do for the api, since nothing else holds what providers of payouts are reached by. */
export interface PayoutDoorCalls {
  takeCallback(given: GivenCallback): Promise<CallbackAnswer>;
  sealAccess(given: GivenAccess): Promise<SealedAccess>;
}
