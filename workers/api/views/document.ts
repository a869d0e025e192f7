import type { LegalDetails } from "../../../services/documents/legal-details.ts";
import type { DocumentRow, WaitingDocument } from "../../../services/documents/read-documents.ts";
import type { SelfBillingAgreement } from "../../../services/documents/self-billing.ts";
import type { DocumentSeries } from "../../../services/documents/series.ts";
import type { YearlyTotal } from "../../../services/documents/yearly-totals.ts";
import { showInstant, showMoney } from "./money.ts";

/** A document in a list. */
export function showDocument(row: DocumentRow): object {
  return {
    ...{ id: row.id, object: "document", kind: row.kind, number: row.number, affiliate_id: row.affiliateId },
    ...{ payout_id: row.payoutId, corrects_id: row.correctsId, issued_on: row.issuedOn },
    ...{ total: showMoney(row.totalMinor, row.currency), sha256: row.hash, pdf_sha256: row.pdfHash },
    created_at: row.createdAt.toISOString(),
  };
}

/** A document with all that it says. */
export function showWholeDocument(row: DocumentRow): object {
  return { ...showDocument(row), body: JSON.parse(row.body) };
}

/** A document that could not be made yet. */
export function showWaitingDocument({ payoutId, kind, waitsFor, lookAt }: WaitingDocument): object {
  return {
    object: "waiting_document",
    payout_id: payoutId,
    kind,
    waits_for: waitsFor,
    next_at: showInstant(lookAt),
  };
}

/** Legal details of a party. */
export function showLegalDetails(row: LegalDetails): object {
  return {
    ...{ object: "legal_details", affiliate_id: row.affiliateId, version: row.version, name: row.name },
    ...{ address_line1: row.addressLine1, address_line2: row.addressLine2, postal_code: row.postalCode },
    ...{ city: row.city, region: row.region, country: row.country, company_number: row.companyNumber },
    ...{ vat_id: row.vatId, vat_rate_bps: row.vatRateBps, created_at: row.createdAt.toISOString() },
  };
}

/** An agreement on self-billing. */
export function showSelfBilling(row: SelfBillingAgreement): object {
  return {
    ...{ id: row.id, object: "self_billing_agreement", affiliate_id: row.affiliateId, terms: row.terms },
    ...{ agreed_at: showInstant(row.agreedAt), ended_at: showInstant(row.endedAt) },
  };
}

/** A series of numbers. */
export function showSeries({ kind, prefix, lastSequence }: DocumentSeries): object {
  return { object: "document_series", kind, prefix, last_sequence: String(lastSequence) };
}

/** What an affiliate was paid in a year and a currency. */
export function showYearlyTotal(year: number): (row: YearlyTotal) => object {
  return (row) => ({
    ...{ object: "yearly_total", year, affiliate_id: row.affiliateId, name: row.name },
    ...{ payouts_count: row.payoutsCount, paid: showMoney(row.paidMinor, row.currency) },
    ...{ returns_count: row.returnsCount, returned: showMoney(row.returnedMinor, row.currency) },
    total: showMoney(row.totalMinor, row.currency),
  });
}
