import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, BatchId, PayoutId } from "../../core/shared/id.ts";

/** Who receives a payout, frozen when the batch is prepared. */
export type Recipient = { readonly name: string; readonly email: string };

/** What a provider is asked to pay. It never changes between attempts. */
export type PayoutOrder = {
  readonly batchId: BatchId;
  readonly currency: Currency;
  readonly payouts: readonly {
    readonly id: PayoutId;
    readonly affiliateId: AffiliateId;
    readonly recipient: Recipient;
    /** Minor units of `currency`, positive. */
    readonly amountMinor: bigint;
  }[];
};

/** A provider's word on an order. `reference` finds it again there. */
export type Settled = { readonly kind: "settled"; readonly reference: string };

/**
 * Sends money. Both calls take the key that was written down before the first of them, and a
 * provider never pays one key twice.
 */
export interface PayoutProvider {
  /** Pays the order; throws when the outcome is not known. */
  submit(providerKey: string, order: PayoutOrder): Promise<Settled>;
  /** Says what became of a key, or null if the provider never saw it. */
  lookUp(providerKey: string): Promise<Settled | null>;
}
