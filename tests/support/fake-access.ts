/** What reaches each fake of a provider, as its merchant connects it. */
export const FAKE_ACCESS = {
  sepa: { name: "Acme GmbH", iban: "DE89370400440532013000" },
  stripe: { account_id: "acct_1MERCHANT", secret_key: "sk_test_1", webhook_secret: "whsec_test" },
  paypal: { merchant_id: "MERCHANT12345", client_id: "client", client_secret: "secret", webhook_id: "WH-1" },
  wise: { profile_id: "7", token: "wise-token", balance_currency: "EUR" },
} as const;

/** What each fake pays to, as an affiliate is given it. */
export const FAKE_METHODS = {
  sepa: { kind: "iban", holder: "Ada Lovelace", iban: "DE75512108001245126199" },
  stripe: { kind: "stripe", account_id: "acct_1AFFILIATE" },
  paypal: { kind: "paypal", email: "ada@wallet.example" },
  wise: { kind: "wise", recipient_id: "501" },
} as const;
