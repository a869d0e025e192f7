import * as z from "zod/mini";
import { DOCUMENT_KINDS } from "../../../core/documents/document.ts";
import type { LegalDetails } from "../../../services/documents/legal-details.ts";
import type { DocumentRow, WaitingDocument } from "../../../services/documents/read-documents.ts";
import type { SelfBillingAgreement } from "../../../services/documents/self-billing.ts";
import type { DocumentSeries } from "../../../services/documents/series.ts";
import type { YearlyTotal } from "../../../services/documents/yearly-totals.ts";
import { documentBodyView } from "./document-body.ts";
import { showInstant, showMoney } from "./money.ts";
import { count, day, idOf, instant, maybe, maybeInstant, money, text, view } from "./schema.ts";

const documentFields = {
  id: idOf("doc"),
  object: z.literal("document"),
  kind: z.enum(DOCUMENT_KINDS),
  number: text,
  affiliate_id: idOf("aff"),
  payout_id: idOf("pay"),
  corrects_id: maybe(idOf("doc")),
  issued_on: day,
  total: money,
  sha256: text,
  pdf_sha256: maybe(text),
  created_at: instant,
};
/** A document in a list. */
export const documentView = view("Document", documentFields);
/** A document with all that it says. */
export const wholeDocument = view("DocumentWithBody", { ...documentFields, body: documentBodyView });
/** A document that could not be made yet. */
export const waitingDocument = view("WaitingDocument", {
  object: z.literal("waiting_document"),
  payout_id: idOf("pay"),
  kind: text,
  waits_for: maybe(text),
  next_at: maybeInstant,
});
/** How documents show a party; `affiliate_id` is null of the merchant. */
export const legalDetailsView = view("LegalDetails", {
  object: z.literal("legal_details"),
  affiliate_id: maybe(idOf("aff")),
  version: count,
  name: text,
  /** Null for who may not see what tells of persons. */
  address_line1: maybe(text),
  address_line2: maybe(text),
  postal_code: maybe(text),
  city: text,
  region: maybe(text),
  country: text,
  company_number: maybe(text),
  vat_id: maybe(text),
  vat_rate_bps: maybe(count),
  created_at: instant,
});
/** An agreement on self-billing. */
export const selfBillingView = view("SelfBillingAgreement", {
  id: text,
  object: z.literal("self_billing_agreement"),
  affiliate_id: idOf("aff"),
  terms: text,
  agreed_at: instant,
  ended_at: maybeInstant,
});
/** A series of numbers of documents. */
export const seriesView = view("DocumentSeries", {
  object: z.literal("document_series"),
  kind: text,
  prefix: text,
  last_sequence: text,
});
/** What an affiliate was paid in a year and a currency. */
export const yearlyTotalView = view("YearlyTotal", {
  object: z.literal("yearly_total"),
  year: count,
  affiliate_id: idOf("aff"),
  name: text,
  payouts_count: count,
  paid: money,
  returns_count: count,
  returned: money,
  total: money,
});

/** A document in a list. */
export function showDocument(row: DocumentRow): z.output<typeof documentView> {
  return {
    ...{ id: row.id, object: "document", kind: row.kind, number: row.number, affiliate_id: row.affiliateId },
    ...{ payout_id: row.payoutId, corrects_id: row.correctsId, issued_on: row.issuedOn },
    ...{ total: showMoney(row.totalMinor, row.currency), sha256: row.hash, pdf_sha256: row.pdfHash },
    created_at: row.createdAt.toISOString(),
  };
}

/** A document with all that it says. */
export function showWholeDocument(row: DocumentRow): z.output<typeof wholeDocument> {
  return { ...showDocument(row), body: JSON.parse(row.body) };
}

/** A document that could not be made yet. */
export function showWaitingDocument({
  payoutId,
  kind,
  waitsFor,
  lookAt,
}: WaitingDocument): z.output<typeof waitingDocument> {
  return {
    object: "waiting_document",
    payout_id: payoutId,
    kind,
    waits_for: waitsFor,
    next_at: showInstant(lookAt),
  };
}

/** Legal details of a party. */
export function showLegalDetails(row: LegalDetails): z.output<typeof legalDetailsView> {
  return {
    ...{ object: "legal_details", affiliate_id: row.affiliateId, version: row.version, name: row.name },
    ...{ address_line1: row.addressLine1, address_line2: row.addressLine2, postal_code: row.postalCode },
    ...{ city: row.city, region: row.region, country: row.country, company_number: row.companyNumber },
    ...{ vat_id: row.vatId, vat_rate_bps: row.vatRateBps, created_at: row.createdAt.toISOString() },
  };
}

/** An agreement on self-billing. */
export function showSelfBilling(row: SelfBillingAgreement): z.output<typeof selfBillingView> {
  return {
    ...{ id: row.id, object: "self_billing_agreement", affiliate_id: row.affiliateId, terms: row.terms },
    ...{ agreed_at: showInstant(row.agreedAt), ended_at: showInstant(row.endedAt) },
  };
}

/** A series of numbers. */
export function showSeries({ kind, prefix, lastSequence }: DocumentSeries): z.output<typeof seriesView> {
  return { object: "document_series", kind, prefix, last_sequence: String(lastSequence) };
}

/** What an affiliate was paid in a year and a currency. */
export function showYearlyTotal(year: number): (row: YearlyTotal) => z.output<typeof yearlyTotalView> {
  return (row) => ({
    ...{ object: "yearly_total", year, affiliate_id: row.affiliateId, name: row.name },
    ...{ payouts_count: row.payoutsCount, paid: showMoney(row.paidMinor, row.currency) },
    ...{ returns_count: row.returnsCount, returned: showMoney(row.returnedMinor, row.currency) },
    total: showMoney(row.totalMinor, row.currency),
  });
}
