import * as z from "zod/mini";
import { isCurrency } from "../core/money/currency.ts";
import { ibanProblem, isBic } from "../core/payout/iban.ts";

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

/** What each provider is reached by. */
export const PAYOUT_ACCESS = {
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
