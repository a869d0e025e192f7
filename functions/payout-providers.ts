import type { CallbackProviderName } from "../core/payout/payout-lifecycle.ts";
import { type EnvelopeKeys, openJson, parseEnvelopeKeys, sealJson } from "../platform/envelope.ts";
import {
  accountPlace,
  findAccountOfBatch,
  type PayoutAccount,
} from "../services/payout-accounts/payout-accounts.ts";
import type { SubmissionMeans } from "../services/payouts/begin-submission.ts";
import { csvProvider } from "../services/payouts/csv-provider.ts";
import type { PayoutProvider } from "../services/payouts/provider.ts";
import { payPalProvider } from "../services/payouts/providers/paypal-provider.ts";
import { sepaProvider } from "../services/payouts/providers/sepa/sepa-provider.ts";
import { stripeProvider } from "../services/payouts/providers/stripe-provider.ts";
import { wiseProvider } from "../services/payouts/providers/wise-provider.ts";
import type { Context } from "../services/shared/context.ts";
import type { FunctionsEnv } from "./env.ts";
import { fileStore } from "./file-store.ts";
import { type AccountProviderName, needsAccount, type PayoutAccess } from "./payout-access.ts";

/** What opens accounts, and where providers are. */
export type ProviderEnv = Pick<
  FunctionsEnv,
  "PAYOUT_FILES" | "PAYOUT_ACCOUNT_KEYS" | "PAYOUT_ADDRESSES" | "ENVELOPE_KEYS"
>;

const ADDRESSES = {
  paypal: { live: "https://api-m.paypal.com", sandbox: "https://api-m.sandbox.paypal.com" },
  wise: { live: "https://api.transferwise.com", sandbox: "https://api.sandbox.transferwise.tech" },
} as const;

/** A provider, and what its payouts are begun with. */
export type OpenedProvider = { readonly provider: PayoutProvider; readonly means: SubmissionMeans };

/** Seals how a provider is reached, for the place of its account. */
export function sealAccount(
  env: Pick<ProviderEnv, "PAYOUT_ACCOUNT_KEYS">,
  account: Pick<PayoutAccount, "workspaceId" | "provider" | "identity">,
  access: unknown,
): Promise<string> {
  return sealJson(access, { keys: accountKeys(env), place: accountPlace(account) });
}

/** Opens the provider of an account. Throws where its seal does not open. */
export async function openProvider(env: ProviderEnv, account: PayoutAccount): Promise<PayoutProvider> {
  const { provider, sealed } = account;
  if (!needsAccount(provider)) throw new Error(`${provider} has no account`);
  const access = await openJson(sealed, { keys: accountKeys(env), place: accountPlace(account) });
  return makeProvider(env, { provider, access } as Opened);
}

/** The provider of a batch, and from which account it pays; null where the workspace has none. */
export async function providerOfBatch(
  env: ProviderEnv,
  context: Context,
  batch: { readonly provider: PayoutAccount["provider"]; readonly accountIdentity: string | null },
): Promise<OpenedProvider | null> {
  const methodKeys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
  if (!needsAccount(batch.provider)) {
    return { provider: csvProvider(fileStore(env.PAYOUT_FILES)), means: { account: null, methodKeys } };
  }
  const account = await findAccountOfBatch(context, batch);
  if (!account) return null;
  return { provider: await openProvider(env, account), means: { account: account.identity, methodKeys } };
}

type Opened = {
  [Provider in AccountProviderName]: { readonly provider: Provider; readonly access: PayoutAccess[Provider] };
}[AccountProviderName];

function makeProvider(env: ProviderEnv, { provider, access }: Opened): PayoutProvider {
  switch (provider) {
    case "sepa":
      return sepaProvider(fileStore(env.PAYOUT_FILES), access);
    case "stripe":
      return stripeProvider({
        ...{ secretKey: access.secret_key, webhookSecret: access.webhook_secret },
        address: localAddress(env, provider),
      });
    case "paypal":
      return payPalProvider({
        ...{ clientId: access.client_id, clientSecret: access.client_secret, webhookId: access.webhook_id },
        address: localAddress(env, provider) ?? ADDRESSES.paypal[access.environment],
      });
    case "wise":
      return wiseProvider({
        ...{ token: access.token, profileId: access.profile_id, publicKey: access.public_key },
        balanceCurrency: access.balance_currency,
        address: localAddress(env, provider) ?? ADDRESSES.wise[access.environment],
      });
  }
}

/** Where a provider is on one machine: `stripe=http://127.0.0.1:1234`, parted by commas. Elsewhere there is none. */
function localAddress({ PAYOUT_ADDRESSES }: ProviderEnv, provider: CallbackProviderName): string | undefined {
  for (const given of (PAYOUT_ADDRESSES ?? "").split(",").filter((text) => text !== "")) {
    const [, name, address] = /^([a-z]+)=(http:\/\/127\.0\.0\.1:\d+)$/.exec(given) ?? [];
    if (name === undefined) throw new Error("PAYOUT_ADDRESSES is not as it should be");
    if (name === provider) return address;
  }
  return undefined;
}

const accountKeys = (env: Pick<ProviderEnv, "PAYOUT_ACCOUNT_KEYS">): EnvelopeKeys =>
  parseEnvelopeKeys(env.PAYOUT_ACCOUNT_KEYS);
