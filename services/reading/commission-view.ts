import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, ConversionId, PayoutId } from "../../core/shared/id.ts";
import type { commissions } from "../../db/schema/index.ts";

/** A commission, and the payout it is in or was paid by. */
export type CommissionView = typeof commissions.$inferSelect & { readonly payoutId: PayoutId | null };

/** What a list of commissions is narrowed to. */
export type CommissionFilter = {
  readonly status?: CommissionView["status"] | undefined;
  readonly affiliateId?: AffiliateId | undefined;
  readonly conversionId?: ConversionId | undefined;
  readonly currency?: Currency | undefined;
};
