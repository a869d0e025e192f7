import type { Currency } from "../../core/money/currency.ts";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { AffiliateId, BatchId, PayoutId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";

/** Who receives a payout, frozen when the batch is prepared. Without a method only a file of names can pay. */
export type Recipient = { readonly name: string; readonly email: string; readonly method?: PayoutMethod };

/** One transfer that a provider is asked for. */
export type OrderedPayout = {
  readonly id: PayoutId;
  readonly affiliateId: AffiliateId;
  readonly recipient: Recipient;
  /** Minor units of the order's currency, positive. */
  readonly amountMinor: bigint;
};

/** What a provider is asked to pay. It never changes between tries under the same key. */
export type PayoutOrder = {
  readonly batchId: BatchId;
  readonly currency: Currency;
  /** When it was first submitted. */
  readonly orderedAt: Date;
  readonly payouts: readonly OrderedPayout[];
};

/** A sum as a provider or a bank writes it, in major units. */
export type ToldSum = { readonly amount: string; readonly currency: string };

/**
 * What a provider says of one payout. `submitted` is taken on and not yet final; `failed` is not with its
 * recipient and never will be, though it may have been; `needs_review` fits nothing, so that a person must look.
 * `reference` finds it again there; `debited` is what the account it is paid from was debited, where it tells.
 */
export type PayoutReport =
  | {
      readonly status: "submitted" | "paid";
      readonly reference: string | null;
      readonly debited?: ToldSum;
    }
  | {
      readonly status: "failed" | "needs_review";
      readonly reference: string | null;
      readonly reason: string;
    };

/** What we say ourselves of a payout whose key the provider may not know any more: submitting it again might pay it twice. */
export const KEY_FORGOTTEN: PayoutReport = {
  status: "needs_review",
  reference: null,
  reason: "key_forgotten",
};

/** What a provider says of an order. Of a payout that is not in it nothing is known. */
export type OrderReport = {
  /** Finds the order as a whole at the provider: a file, a batch. */
  readonly reference: string | null;
  /** True if that is a file that a person takes out. */
  readonly isFile?: boolean;
  readonly payouts: ReadonlyMap<PayoutId, PayoutReport>;
};

/** What a provider tells later of a payout, once or more often, in any order. */
export type ProviderEvent = {
  /** The same for every delivery of it. */
  readonly eventId: string;
  /** Which payout: ours where the provider tells it, else by its own reference. */
  readonly payoutId: PayoutId | null;
  readonly report: PayoutReport;
  readonly occurredAtMs: number;
  /** What was booked, as the bank writes it, where it says so. Another sum than the payout's needs a person. */
  readonly booked?: ToldSum;
};

/** A call that says it comes from the provider. */
export type ProviderCallback = {
  readonly headers: Headers;
  readonly body: string;
  readonly receivedAt: Date;
};

/** Why a callback was not taken. */
export type CallbackProblem = { readonly code: "signature_invalid" | "too_old" | "malformed" };

/** A payout that was paid, and what finds it at its provider. */
export type PaidPayout = {
  readonly id: PayoutId;
  readonly providerKey: string;
  readonly reference: string;
};

/** What a provider can do. */
export type ProviderCapabilities = {
  /** Most payouts of one call of `submit`. */
  readonly payoutsPerOrderMax: number;
  /** True if `lookUp` finds an order by our key alone, though its answer was lost. */
  readonly looksUpByKey: boolean;
  /** How long a key is known to the provider: then it would pay anew. Null where it never forgets. */
  readonly keyLivesMs: number | null;
  /** True if what is taken on is paid only later, and may still fail. */
  readonly settlesLater: boolean;
  /** Whether the provider calls us, and whether a person brings what the bank says. */
  readonly news: "none" | "callbacks" | "statements";
};

/**
 * Sends money. Both calls take the key that was written down before the first of them, and a provider never
 * pays one key twice while it lives.
 */
export interface PayoutProvider {
  readonly capabilities: ProviderCapabilities;
  /**
   * Pays the order. Throws when nothing of it is known; a payout that the report leaves out is not known.
   *
   * @param isRepeated an earlier call under the key may have reached it, so that a refusal now proves nothing of that one
   */
  submit(providerKey: string, order: PayoutOrder, isRepeated?: boolean): Promise<OrderReport>;
  /**
   * Says what became of an order: a payout that the report leaves out was never seen there. Null where the
   * provider cannot tell by what is known, so that submitting again under the same key is the only way.
   *
   * @param reference of the whole order, where an earlier report had one
   */
  lookUp(providerKey: string, order: PayoutOrder, reference: string | null): Promise<OrderReport | null>;
  /**
   * Says where payouts stand that were paid, each by its own reference, so that one that came back is noticed. One that is left
   * out is not known. Absent where `RETURN_WINDOW_MS` has no window: nobody can be asked.
   */
  lookUpPaid?(payouts: readonly PaidPayout[]): Promise<ReadonlyMap<PayoutId, PayoutReport>>;
  /** Reads what the provider tells later, once it is proved to be the provider's; of nothing to us: none. */
  parseCallback(callback: ProviderCallback): Promise<Result<readonly ProviderEvent[], CallbackProblem>>;
}
