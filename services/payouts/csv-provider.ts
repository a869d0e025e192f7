import { formatMinor } from "../../core/money/format.ts";
import { ok } from "../../core/shared/result.ts";
import { writeCsv } from "../shared/csv.ts";
import type { FileStore } from "./file-store.ts";
import type { OrderReport, PayoutOrder, PayoutProvider } from "./provider.ts";

/** Most payouts of one file, so that a spreadsheet opens it and a Worker holds it. A larger batch has several. */
const ROWS_PER_FILE_MAX = 10_000;

/**
 * Pays by handing over a file that a person uploads to the bank. The file is the payment as far as
 * this system can know, so writing it settles the order; the same key is the same file.
 */
export function csvProvider(files: FileStore): PayoutProvider {
  return {
    capabilities: {
      payoutsPerOrderMax: ROWS_PER_FILE_MAX,
      looksUpByKey: true,
      keyLivesMs: null,
      settlesLater: false,
      news: "none",
    },
    async submit(providerKey, order) {
      await files.putOnce(fileName(providerKey), payoutCsv(order), "text/csv; charset=utf-8");
      return allPaid(providerKey, order);
    },
    async lookUp(providerKey, order) {
      return (await files.has(fileName(providerKey)))
        ? allPaid(providerKey, order)
        : { reference: null, payouts: new Map() };
    },
    async parseCallback() {
      return ok([]);
    },
  };
}

function allPaid(providerKey: string, order: PayoutOrder): OrderReport {
  const reference = fileName(providerKey);
  return {
    reference,
    isFile: true,
    payouts: new Map(order.payouts.map(({ id }) => [id, { status: "paid", reference }])),
  };
}

/** Renders an order as CSV (RFC 4180), amounts in the currency's own decimals, safe to open in a spreadsheet. */
export function payoutCsv(order: Pick<PayoutOrder, "currency" | "payouts">): string {
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
