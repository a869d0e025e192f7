import type { Currency } from "../../core/money/currency.ts";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { newId } from "../../platform/random.ts";
import type { OrderedPayout, PayoutOrder } from "../../services/payouts/provider.ts";

/** A payout of a made order. */
export type MadePayout = { readonly amountMinor?: bigint; readonly method?: PayoutMethod };

/** The bank account of an affiliate, good in every way unless told. */
export function bankAccount(
  given: Partial<Extract<PayoutMethod, { kind: "iban" }>> = {},
): Extract<PayoutMethod, { kind: "iban" }> {
  return { kind: "iban", holder: "Ada", iban: "DE89370400440532013000", bic: null, address: null, ...given };
}

/** An order as the executor makes it of a batch, with its payouts in the order of their ids. */
export function makeOrder(
  payouts: readonly MadePayout[],
  { currency = "EUR", orderedAt = new Date("2026-11-20T10:00:00Z") } = {},
): PayoutOrder {
  const nowMs = orderedAt.getTime();
  return {
    ...{ batchId: newId("bat", nowMs), currency: currency as Currency, orderedAt },
    payouts: payouts
      .map(
        ({ amountMinor = 1_000n, method }, index): OrderedPayout => ({
          ...{ id: newId("pay", nowMs + index), affiliateId: "aff_1" as AffiliateId, amountMinor },
          recipient: { name: "Ada", email: "ada@affiliates.example", ...(method ? { method } : {}) },
        }),
      )
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
  };
}

/** What a report says of each payout of an order, in its order: `unknown` where it says nothing. */
export function saidOf(
  { payouts }: PayoutOrder,
  report: {
    readonly payouts: ReadonlyMap<string, { readonly status: string; readonly reason?: string }>;
  } | null,
): readonly string[] {
  return payouts.map(({ id }) => {
    const said = report?.payouts.get(id);
    return said ? [said.status, said.reason].filter(Boolean).join(": ") : "unknown";
  });
}
