import type * as z from "zod/mini";
import { PAYOUT_ACCESS } from "../contracts/payout-access.ts";
import type { PayoutProviderName } from "../core/payout/payout-lifecycle.ts";

/** A provider that an account is needed for. */
export type AccountProviderName = keyof typeof PAYOUT_ACCESS;

/** How each provider is reached. */
export type PayoutAccess = {
  readonly [Provider in AccountProviderName]: z.infer<(typeof PAYOUT_ACCESS)[Provider]>;
};

/** True of a provider that an account is needed for: all but the file of names. */
export function needsAccount(provider: PayoutProviderName): provider is AccountProviderName {
  return Object.hasOwn(PAYOUT_ACCESS, provider);
}

/** Reads how a provider is reached, as the one who connects it says. What it tells of errors has no word of it. */
export function readAccess<Provider extends AccountProviderName>(
  provider: Provider,
  given: unknown,
): z.core.util.SafeParseResult<PayoutAccess[Provider]> {
  const schema: z.ZodMiniType<unknown> = PAYOUT_ACCESS[provider];
  return schema.safeParse(given) as z.core.util.SafeParseResult<PayoutAccess[Provider]>;
}

/** Which account it is, whatever its keys, and enough of them to tell which they are. */
export function describeAccess<Provider extends AccountProviderName>(
  provider: Provider,
  access: PayoutAccess[Provider],
): { readonly identity: string; readonly hint: string } {
  const given = { provider, access } as {
    [P in AccountProviderName]: { provider: P; access: PayoutAccess[P] };
  }[AccountProviderName];
  switch (given.provider) {
    case "sepa":
      return {
        identity: given.access.iban,
        hint: `${given.access.iban.slice(0, 2)}${ending(given.access.iban)}`,
      };
    case "stripe":
      return { identity: given.access.account_id, hint: ending(given.access.secret_key) };
    case "paypal":
      return { identity: given.access.merchant_id, hint: ending(given.access.client_id) };
    case "wise":
      return { identity: given.access.profile_id, hint: ending(given.access.token) };
  }
}

const ending = (text: string): string => `…${text.length < 12 ? "" : text.slice(-4)}`;
