import { and, asc, desc, eq } from "drizzle-orm";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import { assert } from "../../core/shared/assert.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payoutAccounts } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Actor, type Context, transact } from "../shared/context.ts";
import { lockWorkspace } from "../workspaces/lock-workspace.ts";

/** An account of the workspace at a provider; what reaches it is sealed and opens in the functions alone. */
export type PayoutAccount = typeof payoutAccounts.$inferSelect;

/** An account as it may be shown. */
export type PayoutAccountView = Omit<PayoutAccount, "sealed"> & {
  /** True of that which batches are paid from that nobody submitted yet. */
  readonly isInForce: boolean;
};

/** Most accounts at one provider whose callbacks are taken, the last the first. */
const ACCOUNTS_OF_PROVIDER_MAX = 10;

/** Where an account is sealed for, and where alone it opens. */
export function accountPlace(account: {
  readonly workspaceId: WorkspaceId;
  readonly provider: PayoutProviderName;
  readonly identity: string;
}): string {
  return `payout_accounts ${account.workspaceId} ${account.provider} ${account.identity}`;
}

/**
 * Connects a provider, or replaces the keys of an account that is connected. Batches that were begun stay with the
 * account they were begun with; the others are paid from this one.
 *
 * @param stepUp that the caller proved itself by a one-time code
 */
export function putPayoutAccount(
  context: Context,
  given: Pick<PayoutAccount, "provider" | "identity" | "sealed" | "hint">,
  stepUp: { readonly principal: Actor },
): Promise<PayoutAccountView> {
  assert(stepUp.principal === context.actor, "who connects a provider proved itself");
  const { provider, hint, sealed } = given;
  return transact(context, async (tx) => {
    await lockWorkspace(tx, context);
    const [before] = await loadAccounts(tx, context, provider, 1);
    const put = { sealed, hint, putBy: context.actor, putAt: context.now };
    const [row] = await tx
      .insert(payoutAccounts)
      .values({ ...given, ...put, workspaceId: context.workspaceId })
      .onConflictDoUpdate({
        target: [payoutAccounts.workspaceId, payoutAccounts.provider, payoutAccounts.identity],
        set: put,
      })
      .returning();
    if (!row) throw new Error("an account was not written");
    // The same account again has other keys.
    const change = {
      provider,
      from: before?.hint ?? null,
      to: hint,
      isSame: before?.identity === row.identity,
    };
    await audit(tx, context, [{ action: "payout_account.put", subjectId: context.workspaceId, change }]);
    return { ...withoutSecret(row), isInForce: true };
  });
}

/** The accounts of the workspace, by provider, the one in force first. */
export async function listPayoutAccounts(context: Context): Promise<readonly PayoutAccountView[]> {
  const rows = await transact(context, (tx) =>
    tx
      .select()
      .from(payoutAccounts)
      .where(eq(payoutAccounts.workspaceId, context.workspaceId))
      .orderBy(asc(payoutAccounts.provider), desc(payoutAccounts.putAt), asc(payoutAccounts.identity)),
  );
  return rows.map((row, index) => ({
    ...withoutSecret(row),
    isInForce: rows[index - 1]?.provider !== row.provider,
  }));
}

/** The accounts at one provider, sealed, the one in force first. */
export function listAccountsOf(
  context: Context,
  provider: PayoutProviderName,
): Promise<readonly PayoutAccount[]> {
  return transact(context, (tx) => loadAccounts(tx, context, provider, ACCOUNTS_OF_PROVIDER_MAX));
}

function loadAccounts(
  tx: Db,
  { workspaceId }: Context,
  provider: PayoutProviderName,
  max: number,
): Promise<PayoutAccount[]> {
  return tx
    .select()
    .from(payoutAccounts)
    .where(and(eq(payoutAccounts.workspaceId, workspaceId), eq(payoutAccounts.provider, provider)))
    .orderBy(desc(payoutAccounts.putAt), asc(payoutAccounts.identity))
    .limit(max);
}

/** The account a batch is paid from: the one it was begun with, else the one in force. Null if there is none. */
export async function findAccountOfBatch(
  context: Context,
  {
    provider,
    accountIdentity,
  }: { readonly provider: PayoutProviderName; readonly accountIdentity: string | null },
): Promise<PayoutAccount | null> {
  if (accountIdentity === null) return (await listAccountsOf(context, provider))[0] ?? null;
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(payoutAccounts)
      .where(
        and(
          eq(payoutAccounts.workspaceId, context.workspaceId),
          eq(payoutAccounts.provider, provider),
          eq(payoutAccounts.identity, accountIdentity),
        ),
      ),
  );
  return row ?? null;
}

function withoutSecret({ sealed: _, ...shown }: PayoutAccount): Omit<PayoutAccount, "sealed"> {
  return shown;
}
