import type { Db } from "../db/client.ts";
import { sealAccess } from "../functions/seal-access.ts";
import { putPayoutAccount } from "../services/payout-accounts/payout-accounts.ts";
import type { Context } from "../services/shared/context.ts";
import { FAKE_ACCESS } from "../tests/support/fake-access.ts";
import type { Stack } from "./stack.ts";

/** Connects a workspace with the fakes of this start, as its owner would with a one-time code. */
export async function connectFakes(
  db: Db,
  { secrets, payoutFakes }: Pick<Stack, "secrets" | "payoutFakes">,
  workspaceId: Context["workspaceId"],
): Promise<void> {
  const actor = "system:seed" as const;
  const context: Context = { db, workspaceId, actor, requestId: "seed", now: new Date() };
  const env = { PAYOUT_ACCOUNT_KEYS: secrets.payoutAccountKey };
  for (const provider of ["sepa", "stripe", "paypal", "wise"] as const) {
    const key = provider === "wise" ? { public_key: payoutFakes.wisePublicKey } : {};
    const sealed = await sealAccess(env, {
      provider,
      workspaceId,
      access: { ...FAKE_ACCESS[provider], ...key },
    });
    if (sealed.kind === "wrong") throw new Error(`the fake of ${provider} cannot be connected`);
    const { identity, hint } = sealed;
    await putPayoutAccount(
      context,
      { provider, identity, hint, sealed: sealed.sealed },
      { principal: actor },
    );
  }
}
