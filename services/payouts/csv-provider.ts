import { formatMinor } from "../../core/money/format.ts";
import { writeCsv } from "../shared/csv.ts";
import type { PayoutOrder, PayoutProvider } from "./provider.ts";

/** Where files are kept; R2 is one. */
export interface FileStore {
  /** True if there is a file under the name. */
  has(name: string): Promise<boolean>;
  /** Writes a file unless there is one already. */
  putOnce(name: string, text: string): Promise<void>;
}

/**
 * Pays by handing over a file that a person uploads to the bank. The file is the payment as far as
 * this system can know, so writing it settles the order; the same key is the same file.
 */
export function csvProvider(files: FileStore): PayoutProvider {
  return {
    async submit(providerKey, order) {
      await files.putOnce(fileName(providerKey), payoutCsv(order));
      return { kind: "settled", reference: fileName(providerKey) };
    },
    async lookUp(providerKey) {
      return (await files.has(fileName(providerKey)))
        ? { kind: "settled", reference: fileName(providerKey) }
        : null;
    },
  };
}

/** Renders an order as CSV (RFC 4180), amounts in the currency's own decimals, safe to open in a spreadsheet. */
export function payoutCsv(order: PayoutOrder): string {
  const data = order.payouts.map(({ id, affiliateId, recipient, amountMinor }) => [
    id,
    affiliateId,
    recipient.name,
    recipient.email,
    formatMinor(amountMinor, order.currency),
    order.currency,
  ]);
  const fields = ["payout_id", "affiliate_id", "name", "email", "amount", "currency"];
  return writeCsv(fields, data);
}

const fileName = (providerKey: string): string => `payouts/${providerKey}.csv`;
