import type { Currency } from "../money/currency.ts";
import { assert } from "../shared/assert.ts";
import type { DocumentKind } from "./document.ts";
import { judgeVat, type PartyVat, splitVat, type VatTreatment } from "./vat-treatment.ts";

/** A party as a document shows it. Of a statement an affiliate may be known by its name alone. */
export type Party = {
  readonly name: string;
  readonly address: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly companyNumber: string | null;
  readonly vatId: string | null;
};

/** What of a payout one line tells: a commission or what was netted, or many of them together. */
export type DocumentLine = {
  readonly kind: "commission" | "adjustment";
  /** The commission, or null of many together. */
  readonly id: string | null;
  readonly program: string;
  readonly count: number;
  /** Days in the workspace's time zone, the first and the last. */
  readonly fromDay: string;
  readonly toDay: string;
  /** Minor units in the affiliate's favour: negative for what was taken back. */
  readonly amountMinor: bigint;
};

/** What a currency of the affiliate's balance gave to the payout. */
export type DocumentSource = {
  readonly currency: Currency;
  readonly lines: readonly DocumentLine[];
  readonly totalMinor: bigint;
  /** What one euro was on a day, as text, of each currency that it was converted by; none where it was not. */
  readonly rates: readonly { readonly currency: string; readonly rate: string; readonly day: string }[];
  /** In the payout's currency. */
  readonly convertedMinor: bigint;
};

/** What a document is made of, as it is known when it is made. */
export type DocumentFacts = {
  readonly kind: "statement" | "invoice";
  readonly number: string;
  /** Days in the workspace's time zone. */
  readonly issuedOn: string;
  readonly timeZone: string;
  /** Whether it is of test data, and so no document at all. */
  readonly isTest: boolean;
  readonly merchant: Party;
  readonly affiliate: Party;
  /** What was agreed to; null of a statement. */
  readonly selfBillingTerms: string | null;
  /** VAT that an affiliate's payouts hold where its sales bear it, in basis points. */
  readonly vatRateBps: number | null;
  readonly payout: {
    readonly id: string;
    readonly batchId: string;
    readonly reference: string | null;
    readonly paidOn: string;
    readonly currency: Currency;
    readonly amountMinor: bigint;
  };
  readonly sources: readonly DocumentSource[];
};

const NOTES: Readonly<Record<VatTreatment, string>> = {
  reverse_charge:
    "Reverse charge: VAT is due from the recipient (Articles 44 and 196 of Directive 2006/112/EC).",
  domestic: "The amounts include VAT.",
  outside_scope: "Outside the scope of VAT.",
  not_registered: "No VAT is charged: the supplier is not registered for VAT.",
};

/** A document as it is kept: amounts are texts of minor units. */
export type DocumentBody = Readonly<Record<string, unknown>>;

/**
 * The whole of a statement or an invoice, as it is kept and shown for ever.
 *
 * Its lines sum to its sources, and these to the payout; a document that would not is never made.
 */
export function documentBody(facts: DocumentFacts): DocumentBody {
  const { kind, payout } = facts;
  assertSums(facts);
  const isInvoice = kind === "invoice";
  return {
    ...{ version: 1, object: kind, number: facts.number, issued_on: facts.issuedOn, title: TITLES[kind] },
    ...{ is_test: facts.isTest, time_zone: facts.timeZone, tax_point: payout.paidOn, corrects: null },
    // Of an invoice the affiliate is the supplier, though the merchant issues it.
    [isInvoice ? "supplier" : "payee"]: partyBody(facts.affiliate),
    [isInvoice ? "customer" : "payer"]: partyBody(facts.merchant),
    payout: {
      ...{ id: payout.id, batch_id: payout.batchId, reference: payout.reference },
      ...{ paid_on: payout.paidOn, returned_on: null },
    },
    ...{ currency: payout.currency, sources: facts.sources.map(sourceBody) },
    total_minor: String(payout.amountMinor),
    ...(isInvoice ? vatBody(facts) : { vat: null, self_billing_terms: null, notes: [] }),
  };
}

/** What a document that takes another back says instead of it. */
export type TakingBack = {
  readonly kind: "statement_return" | "credit_note";
  readonly number: string;
  readonly issuedOn: string;
  readonly returnedOn: string;
};

/** A document that takes another back: all that it said, of parties and lines, with every amount the other way. */
export function takeBack(original: DocumentBody, by: TakingBack): DocumentBody {
  const { payout, number, issued_on } = original;
  return {
    ...(negated(original) as DocumentBody),
    ...{ object: by.kind, number: by.number, issued_on: by.issuedOn, title: TITLES[by.kind] },
    ...{ tax_point: by.returnedOn, corrects: { number, issued_on } },
    payout: { ...(payout as object), returned_on: by.returnedOn },
  };
}

/** Every member whose name ends in `_minor`, however deep, with the other sign. */
function negated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(negated);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name.endsWith("_minor") && typeof member === "string" ? String(-BigInt(member)) : negated(member),
    ]),
  );
}

const TITLES: Readonly<Record<DocumentKind, string>> = {
  statement: "Payout statement",
  statement_return: "Statement of a returned payout",
  invoice: "Self-billing invoice",
  credit_note: "Self-billing credit note",
};

function assertSums({ payout, sources }: DocumentFacts): void {
  for (const { lines, totalMinor } of sources) {
    const sum = lines.reduce((all, line) => all + line.amountMinor, 0n);
    assert(sum === totalMinor, `the lines of ${payout.id} sum to ${sum} and not to ${totalMinor}`);
  }
  const converted = sources.reduce((sum, { convertedMinor }) => sum + convertedMinor, 0n);
  assert(converted === payout.amountMinor, `the sources of ${payout.id} sum to ${converted}`);
}

function partyBody({ name, address, country, companyNumber, vatId }: Party): object {
  return { name, address, country, company_number: companyNumber, vat_id: vatId };
}

function sourceBody({ currency, lines, totalMinor, rates, convertedMinor }: DocumentSource): object {
  return {
    ...{ currency, rates: rates.map(({ currency, rate, day }) => ({ currency, per_euro: rate, day })) },
    ...{ total_minor: String(totalMinor), converted_minor: String(convertedMinor) },
    lines: lines.map(({ kind, id, program, count, fromDay, toDay, amountMinor }) => ({
      ...{ kind, id, program, count, from: fromDay, to: toDay, amount_minor: String(amountMinor) },
    })),
  };
}

/**
 * What must be known before there can be an invoice, or null. An address and a country of both, how VAT stands,
 * and its rate where it is charged.
 */
export function missingForInvoice({
  affiliate,
  merchant,
  vatRateBps,
}: Pick<DocumentFacts, "affiliate" | "merchant" | "vatRateBps">): string | null {
  if (merchant.country === null) return "merchant_details";
  if (affiliate.country === null) return "affiliate_details";
  const treatment = judgeVat(vatOf(affiliate), vatOf(merchant));
  if (treatment === null) return "merchant_vat_id";
  return treatment === "domestic" && vatRateBps === null ? "vat_rate" : null;
}

/** How VAT stands; the amount of an affiliate that charges it includes it, so that the total stays what is paid. */
function vatBody(facts: DocumentFacts): object {
  const treatment = judgeVat(vatOf(facts.affiliate), vatOf(facts.merchant));
  assert(treatment !== null, "an invoice says how VAT stands");
  const rateBps = treatment === "domestic" ? BigInt(facts.vatRateBps ?? 0) : 0n;
  assert(treatment !== "domestic" || rateBps > 0n, "an invoice within a country has a rate of VAT");
  const { netMinor, vatMinor } = splitVat(facts.payout.amountMinor, rateBps);
  return {
    vat: {
      ...{ treatment, rate_bps: Number(rateBps) },
      ...{ net_minor: String(netMinor), vat_minor: String(vatMinor) },
    },
    self_billing_terms: facts.selfBillingTerms,
    notes: [
      "Self-billing: issued by the customer in the name and on behalf of the supplier.",
      NOTES[treatment],
    ],
  };
}

const vatOf = ({ country, vatId }: Party): PartyVat => ({ country: country ?? "", vatId });
