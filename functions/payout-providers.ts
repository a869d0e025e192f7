import { csvProvider } from "../services/payouts/csv-provider.ts";
import type { PayoutProvider } from "../services/payouts/provider.ts";
import { payPalProvider } from "../services/payouts/providers/paypal-provider.ts";
import { sepaProvider } from "../services/payouts/providers/sepa/sepa-provider.ts";
import { stripeProvider } from "../services/payouts/providers/stripe-provider.ts";
import { wiseProvider } from "../services/payouts/providers/wise-provider.ts";
import type { FunctionsEnv } from "./env.ts";
import { fileStore } from "./file-store.ts";
import { type PayoutAccess, readPayoutAccess } from "./read-payout-access.ts";

/** The providers that this deployment has access to, by their names. The file of names needs none. */
export function payoutProviders(
  env: Pick<FunctionsEnv, "PAYOUT_FILES" | "PAYOUT_ACCESS">,
): { readonly csv: PayoutProvider } & Readonly<Partial<Record<keyof PayoutAccess, PayoutProvider>>> {
  const files = fileStore(env.PAYOUT_FILES);
  const { sepa, stripe, paypal, wise } = readPayoutAccess(env.PAYOUT_ACCESS);
  return {
    csv: csvProvider(files),
    ...(sepa ? { sepa: sepaProvider(files, sepa) } : {}),
    ...(stripe ? { stripe: stripeProvider(stripe) } : {}),
    ...(paypal ? { paypal: payPalProvider(paypal) } : {}),
    ...(wise ? { wise: wiseProvider(wise) } : {}),
  };
}
