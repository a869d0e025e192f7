import { expect } from "vitest";
import type { BatchId } from "../../core/shared/id.ts";
import type { LegalDetailsInput } from "../../services/documents/legal-details.ts";
import type { DocumentRow } from "../../services/documents/read-documents.ts";
import { applyProviderEvents } from "../../services/payouts/apply-events.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import type { PayoutWorld } from "./payout-world.ts";

const FILES = { has: async () => false, putOnce: async () => undefined };
/** A merchant of documents. */
export const MERCHANT: LegalDetailsInput = {
  ...{ name: "Láska & Söhne GmbH", addressLine1: "Straße 1", addressLine2: null, postalCode: "10115" },
  ...{
    city: "Berlin",
    region: null,
    country: "DE",
    companyNumber: "HRB 1",
    vatId: "de 136695976",
    vatRateBps: null,
  },
};
/** An affiliate of documents, whose name a spreadsheet would run. */
export const AFFILIATE = {
  ...MERCHANT,
  name: "=Ada",
  country: "FR",
  city: "Paris",
  vatId: null,
  companyNumber: null,
};

/** What a document says. */
export const bodyOf = ({ body }: DocumentRow) => JSON.parse(body);

/** Its total, and its lines in short. */
export function linesOf(row: DocumentRow): readonly string[] {
  const { sources, total_minor } = bodyOf(row);
  const lines = sources[0].lines as { readonly kind: string; readonly amount_minor: string }[];
  return [total_minor, ...lines.map(({ kind, amount_minor }) => `${kind} ${amount_minor}`)];
}

/** Pays all that is due, by file. */
export async function payAll(at: PayoutWorld): Promise<BatchId> {
  const batchId = await at.approvedBatch();
  if (!batchId) throw new Error("nothing to pay");
  await at.as("key:b", (context) => executeBatch(context, batchId, csvProvider(FILES)));
  return batchId;
}

/** Has the payout of an affiliate come back. */
export async function comeBack(batchId: BatchId, affiliate: 0 | 1, at: PayoutWorld): Promise<void> {
  const payoutId = await at.payoutOf(batchId, affiliate);
  const report = { status: "failed", reference: null, reason: "closed" } as const;
  const event = { eventId: `back-${payoutId}`, payoutId, report, occurredAtMs: Date.now() };
  const applied = await at.as("key:b", (context) => applyProviderEvents(context, "csv", [event as never]));
  expect(applied.moved).toBe(1);
}
