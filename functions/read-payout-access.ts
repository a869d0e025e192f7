import * as z from "zod/mini";
import { isCurrency } from "../core/money/currency.ts";
import { ibanProblem, isBic } from "../core/payout/iban.ts";

const secret = z.string().check(z.minLength(1), z.maxLength(4_096));
/** Another server than the provider's own is for tests on this machine. */
const address = z.string().check(z.regex(/^(https:\/\/[\w.-]+|http:\/\/127\.0\.0\.1:\d+)$/));

const payoutAccess = z.strictObject({
  sepa: z.optional(
    z.strictObject({
      name: z.string().check(z.minLength(1), z.maxLength(70)),
      iban: z.string().check(z.refine((text) => ibanProblem(text) === null)),
      bic: z._default(z.nullable(z.string().check(z.refine(isBic))), null),
      version: z._default(z.enum(["001.03", "001.05"]), "001.03"),
    }),
  ),
  stripe: z.optional(
    z.strictObject({ secretKey: secret, webhookSecret: secret, address: z.optional(address) }),
  ),
  paypal: z.optional(
    z.strictObject({
      address: z._default(address, "https://api-m.paypal.com"),
      ...{ clientId: secret, clientSecret: secret, webhookId: secret },
    }),
  ),
  wise: z.optional(
    z.strictObject({
      address: z._default(address, "https://api.transferwise.com"),
      ...{ token: secret, profileId: z.string().check(z.regex(/^\d{1,18}$/)), publicKey: secret },
      balanceCurrency: z.string().check(z.refine(isCurrency)),
    }),
  ),
});

/** How the providers of payouts are reached, each by its name; what is absent cannot be paid by. */
export type PayoutAccess = z.infer<typeof payoutAccess>;

/** Reads the secret `PAYOUT_ACCESS`: JSON, or nothing. Throws without a word of what is in it. */
export function readPayoutAccess(text: string | undefined): PayoutAccess {
  if (text === undefined || text === "") return {};
  const read = payoutAccess.safeParse(parse(text));
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new Error(`PAYOUT_ACCESS is not as it should be at: ${where || "its beginning"}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
