import type { PayoutId } from "../../../../core/shared/id.ts";
import { fail, ok } from "../../../../core/shared/result.ts";
import type { FileStore } from "../../file-store.ts";
import type { OrderReport, PayoutOrder, PayoutProvider, PayoutReport } from "../../provider.ts";
import { readCamt054 } from "./camt-054.ts";
import { type CreditTransfer, type SepaDebtor, toCreditTransfer, writePain001 } from "./pain-001.ts";

/** Most transfers of one file. */
const TRANSFERS_PER_FILE_MAX = 10_000;

/**
 * Pays by a file of SEPA credit transfers that a person uploads to the bank. Each payout is on its way until the
 * bank's notification (camt.054) says that it was booked, or came back; the same key is the same file.
 */
export function sepaProvider(files: FileStore, debtor: SepaDebtor): PayoutProvider {
  return {
    capabilities: {
      payoutsPerOrderMax: TRANSFERS_PER_FILE_MAX,
      looksUpByKey: true,
      keyLivesMs: null,
      settlesLater: true,
      news: "statements",
    },
    async submit(providerKey, order) {
      const taken = takeOrder(providerKey, order);
      if (taken.transfers.length > 0) {
        const xml = writePain001({ providerKey, ...order }, debtor, taken.transfers);
        await files.putOnce(fileName(providerKey), xml, "application/xml");
      }
      return taken.report;
    },
    async lookUp(providerKey, order) {
      const { transfers, report } = takeOrder(providerKey, order);
      const isThere = transfers.length === 0 || (await files.has(fileName(providerKey)));
      return isThere ? report : { reference: null, payouts: new Map() };
    },
    async parseCallback({ body }) {
      const read = readCamt054(body);
      return read.ok ? ok(read.value) : fail({ code: "malformed" });
    },
  };
}

/** What of an order a file can pay, and what it says of each payout. The same order gives the same. */
function takeOrder(
  providerKey: string,
  order: PayoutOrder,
): { readonly transfers: readonly CreditTransfer[]; readonly report: OrderReport } {
  const reference = fileName(providerKey);
  const transfers: CreditTransfer[] = [];
  const payouts = new Map<PayoutId, PayoutReport>();
  for (const payout of order.payouts) {
    const transfer = order.currency === "EUR" ? toCreditTransfer(payout) : "currency_not_supported";
    if (typeof transfer === "string") {
      payouts.set(payout.id, { status: "failed", reference: null, reason: transfer });
    } else {
      transfers.push(transfer);
      payouts.set(payout.id, { status: "submitted", reference });
    }
  }
  return {
    transfers,
    report: transfers.length > 0 ? { reference, isFile: true, payouts } : { reference: null, payouts },
  };
}

const fileName = (providerKey: string): string => `payouts/${providerKey}.xml`;
