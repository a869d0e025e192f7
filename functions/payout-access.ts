import * as z from "zod/mini";
import { isCurrency } from "../core/money/currency.ts";
import { ibanProblem, isBic } from "../core/payout/iban.ts";
import type { PayoutProviderName } from "../core/payout/payout-lifecycle.ts";

/** Visible ASCII, as it goes into a header. */
const secret = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,4096}$/, "must be 1 to 4096 visible ASCII characters"));
const base64 = z
  .string()
  .check(
    z.maxLength(4_096),
    z.regex(/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "must be base64"),
  );
const environment = z._default(z.enum(["live", "sandbox"]), "live");

const ACCESS = {
  sepa: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(70)),
    iban: z.string().check(z.refine((text) => ibanProblem(text) === null, "must be an IBAN")),
    bic: z._default(z.nullable(z.string().check(z.refine(isBic, "must be a BIC such as COBADEFFXXX"))), null),
    version: z._default(z.enum(["001.03", "001.05"]), "001.03"),
  }),
  stripe: z.strictObject({
    account_id: z
      .string()
      .check(z.regex(/^acct_[A-Za-z0-9]{8,64}$/, "must be an account such as acct_1ABCDEF")),
    secret_key: secret,
    webhook_secret: secret,
  }),
  paypal: z.strictObject({
    merchant_id: z
      .string()
      .check(z.regex(/^[A-Z0-9]{13}$/, "must be a merchant id of 13 letters and digits")),
    ...{ client_id: secret, client_secret: secret, webhook_id: secret, environment },
  }),
  wise: z.strictObject({
    profile_id: z.string().check(z.regex(/^[1-9]\d{0,17}$/, "must be the number of a profile")),
    ...{ token: secret, public_key: base64, environment },
    balance_currency: z.string().check(z.refine(isCurrency, "must be an ISO 4217 code")),
  }),
} as const;

/** A provider that an account is needed for. */
export type AccountProviderName = keyof typeof ACCESS;

/** How each provider is reached. */
export type PayoutAccess = { readonly [Provider in AccountProviderName]: z.infer<(typeof ACCESS)[Provider]> };

/** True of a provider that an account is needed for: all but the file of names. */
export function needsAccount(provider: PayoutProviderName): provider is AccountProviderName {
  return Object.hasOwn(ACCESS, provider);
}

/** Reads how a provider is reached, as the one who connects it says. What it tells of errors has no word of it. */
export function readAccess<Provider extends AccountProviderName>(
  provider: Provider,
  given: unknown,
): z.core.util.SafeParseResult<PayoutAccess[Provider]> {
  const schema: z.ZodMiniType<unknown> = ACCESS[provider];
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
