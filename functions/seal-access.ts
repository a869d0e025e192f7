import type { GivenAccess, SealedAccess } from "../contracts/payout-door.ts";
import { describeAccess, needsAccount, readAccess } from "./payout-access.ts";
import { type ProviderEnv, sealAccount } from "./payout-providers.ts";

/** Reads how a provider is reached and seals it, or says what is wrong with it without a word of what is in it. */
export async function sealAccess(
  env: Pick<ProviderEnv, "PAYOUT_ACCOUNT_KEYS">,
  { provider, workspaceId, access: given }: GivenAccess,
): Promise<SealedAccess> {
  if (!needsAccount(provider)) {
    return { kind: "wrong", problems: [{ param: "provider", message: "needs no account" }] };
  }
  const read = readAccess(provider, given);
  if (!read.success) {
    const problems = read.error.issues.flatMap((issue) => {
      const names = issue.code === "unrecognized_keys" ? issue.keys : [issue.path.join(".")];
      const message = issue.code === "unrecognized_keys" ? "is not a field of this account" : issue.message;
      return names.map((name) => ({ param: name || "body", message }));
    });
    return { kind: "wrong", problems };
  }
  const { identity, hint } = describeAccess(provider, read.data);
  const sealed = await sealAccount(env, { workspaceId, provider, identity }, read.data);
  return { kind: "sealed", identity, hint, sealed };
}
