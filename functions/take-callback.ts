import type { CallbackAnswer, GivenCallback } from "../contracts/payout-door.ts";
import { withDatabase } from "../db/client.ts";
import { textOfCause } from "../db/errors.ts";
import { parseEnvelopeKeys, sealJson } from "../platform/envelope.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { listAccountsOf, type PayoutAccount } from "../services/payout-accounts/payout-accounts.ts";
import { applyCallback, countRefusal, keepCallback } from "../services/payouts/keep-callback.ts";
import type { CallbackProblem, ProviderEvent } from "../services/payouts/provider.ts";
import type { Context } from "../services/shared/context.ts";
import type { FunctionsEnv } from "./env.ts";
import { openProvider, type ProviderEnv } from "./payout-providers.ts";

type DoorEnv = ProviderEnv & Pick<FunctionsEnv, "DATABASE_URL" | "DATABASE_PROXY">;

/**
 * Takes what says it is a provider's callback: proved by the secret of an account of the workspace, kept for good,
 * then booked. Once it is kept it is taken, though booking it fails: a cron books it then. What is not proved
 * leaves nothing but a count. Throws while the database or the one who proves it is away.
 */
export function takeCallback(env: DoorEnv, given: GivenCallback): Promise<CallbackAnswer> {
  const { provider, workspaceId, requestId, receivedAtMs } = given;
  return withDatabase(env, async (db) => {
    const actor = `system:callback-of-${provider}` as const;
    const context: Context = { db, workspaceId, actor, requestId, now: new Date(receivedAtMs) };
    const accounts = await listAccountsOf(context, provider);
    let problem: CallbackProblem["code"] | null = null;
    for (const account of accounts) {
      const read = await readCallback(env, account, given);
      if (read.ok) return take(env, context, account, { given, events: read.value });
      // What another account may have signed is told of the one in force.
      problem ??= read.error.code;
    }
    if (problem === null) return { kind: "refused", code: "no_account" };
    await countRefusal(context, provider, problem);
    return { kind: "refused", code: problem };
  });
}

async function readCallback(
  env: DoorEnv,
  account: PayoutAccount,
  { headers, body, receivedAtMs }: GivenCallback,
) {
  const provider = await openProvider(env, account);
  return provider.parseCallback({
    headers: new Headers(headers.map(([name, value]): [string, string] => [name, value])),
    ...{ body, receivedAt: new Date(receivedAtMs) },
  });
}

async function take(
  env: DoorEnv,
  context: Context,
  { identity, workspaceId }: PayoutAccount,
  { given, events }: { readonly given: GivenCallback; readonly events: readonly ProviderEvent[] },
): Promise<CallbackAnswer> {
  const { provider, headers, body } = given;
  const digest = sha256Hex(body);
  const place = `payout_callbacks ${workspaceId} ${provider} ${digest}`;
  const keys = parseEnvelopeKeys(env.PAYOUT_ACCOUNT_KEYS);
  const sealed = await sealJson({ headers, body }, { keys, place });
  await keepCallback(context, { provider, identity, digest, sealed, events });
  try {
    await applyCallback(context, { provider, digest });
  } catch (error) {
    const cause = textOfCause(error);
    console.error(JSON.stringify({ event: "callback_kept", request_id: context.requestId, error: cause }));
  }
  return { kind: "taken" };
}
