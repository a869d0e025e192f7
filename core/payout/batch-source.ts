import type { Currency } from "../money/currency.ts";
import type { FxPair } from "../money/fx.ts";

/** What one currency gives to a batch, in minor units, and at which rates; `fx` is null where it is not converted. */
export type BatchSource = {
  readonly currency: Currency;
  readonly amount_minor: string;
  readonly converted_minor: string;
  readonly fx: FxPair | null;
};
