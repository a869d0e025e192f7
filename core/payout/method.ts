import { toEpcText } from "./epc-text.ts";
import { IBAN_PROBLEMS, ibanProblem, isBic, isInSepa } from "./iban.ts";

/** The kinds of methods, each paid by a provider of its own. */
export const PAYOUT_METHOD_KINDS = ["iban", "stripe", "paypal", "wise"] as const;

/** Where an affiliate is paid. */
export type PayoutMethod =
  | {
      readonly kind: "iban";
      /** Whose account it is. */
      readonly holder: string;
      readonly iban: string;
      readonly bic: string | null;
      /** Structured, as banks ask for from November 2026 on; null where it is not known. */
      readonly address: { readonly town: string; readonly country: string } | null;
    }
  | { readonly kind: "stripe"; readonly accountId: string }
  | { readonly kind: "paypal"; readonly email: string }
  | { readonly kind: "wise"; readonly recipientId: string };

/** Says which field of a method is wrong and why, or null. */
export function methodProblem(
  method: PayoutMethod,
): { readonly param: string; readonly message: string } | null {
  switch (method.kind) {
    case "iban":
      return bankProblem(method);
    case "stripe":
      return /^acct_[A-Za-z0-9]{8,64}$/.test(method.accountId)
        ? null
        : { param: "account_id", message: "must be a connected account such as acct_1ABCDEF" };
    case "paypal":
      return /^[^\s@]{1,64}@[^\s@]{1,62}$/.test(method.email)
        ? null
        : { param: "email", message: "must be an email address of at most 127 characters" };
    case "wise":
      return /^[1-9]\d{0,17}$/.test(method.recipientId)
        ? null
        : { param: "recipient_id", message: "must be the number of a recipient" };
  }
}

/** Most characters of a name in SEPA (EPC125-05). */
const HOLDER_CHARACTERS_MAX = 70;

function bankProblem({ holder, iban, bic, address }: Extract<PayoutMethod, { kind: "iban" }>) {
  if (toEpcText(holder, HOLDER_CHARACTERS_MAX) === null) {
    return { param: "holder", message: "must be in letters that can be written in Latin ones" };
  }
  const problem = ibanProblem(iban);
  if (problem) return { param: "iban", message: IBAN_PROBLEMS[problem] };
  if (!isInSepa(iban)) return { param: "iban", message: "must be of a country that SEPA reaches" };
  if (bic !== null && !isBic(bic)) return { param: "bic", message: "must be a BIC such as COBADEFFXXX" };
  return address === null || /^[A-Z]{2}$/.test(address.country)
    ? null
    : { param: "address.country", message: "must be an ISO 3166-1 country code in capitals, e.g. DE" };
}
