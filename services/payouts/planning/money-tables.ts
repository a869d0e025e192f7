import { CURRENCIES, currencyExponent } from "../../../core/money/currency.ts";
import { PAYOUT_PROVIDERS } from "../../../core/payout/payout-lifecycle.ts";
import { takenAmounts } from "../../../core/payout/provider-amount.ts";

/** How many minor units a unit of each currency has, as JSON: `{"EUR":"100"}`. */
export function unitsByCurrency(): string {
  return JSON.stringify(
    Object.fromEntries(
      CURRENCIES.map((currency) => [currency, String(10n ** BigInt(currencyExponent(currency)))]),
    ),
  );
}

/** Which amounts each provider takes of each currency it pays in, as JSON rows. */
export function providerAmounts(): string {
  const rows = PAYOUT_PROVIDERS.flatMap((provider) =>
    CURRENCIES.flatMap((currency) => {
      const taken = takenAmounts(provider, currency);
      return taken
        ? [
            {
              provider,
              currency,
              step_minor: String(taken.stepMinor),
              max_minor: taken.maxMinor?.toString() ?? null,
            },
          ]
        : [];
    }),
  );
  return JSON.stringify(rows);
}
