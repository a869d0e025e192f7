import type { Currency } from "../money/currency.ts";
import { formatMinor } from "../money/format.ts";
import { LEFT, PageWriter, RIGHT, type Style } from "./pdf/page-writer.ts";
import { type Fonts, writePdf } from "./pdf/pdf-file.ts";

/** A document as its stored JSON says it; `core/documents/document-body.ts` writes it. */
export type StoredDocument = {
  readonly object: string;
  readonly title: string;
  readonly number: string;
  readonly issued_on: string;
  readonly tax_point: string;
  readonly time_zone: string;
  readonly is_test: boolean;
  readonly corrects: { readonly number: string; readonly issued_on: string } | null;
  readonly supplier?: StoredParty;
  readonly customer?: StoredParty;
  readonly payee?: StoredParty;
  readonly payer?: StoredParty;
  readonly payout: {
    readonly id: string;
    readonly reference: string | null;
    readonly paid_on: string;
    readonly returned_on: string | null;
  };
  readonly currency: Currency;
  readonly sources: readonly StoredSource[];
  readonly total_minor: string;
  readonly vat: {
    readonly rate_bps: number;
    readonly net_minor: string;
    readonly vat_minor: string;
  } | null;
  readonly notes: readonly string[];
};
type StoredParty = {
  readonly name: string;
  readonly address: readonly string[];
  readonly country: string | null;
  readonly company_number: string | null;
  readonly vat_id: string | null;
};
type StoredSource = {
  readonly currency: Currency;
  readonly rates: readonly { readonly currency: string; readonly per_euro: string; readonly day: string }[];
  readonly total_minor: string;
  readonly converted_minor: string;
  readonly lines: readonly {
    readonly kind: string;
    readonly id: string | null;
    readonly program: string;
    readonly count: number;
    readonly from: string;
    readonly to: string;
    readonly amount_minor: string;
  }[];
};

const STYLES = {
  title: { font: "bold", size: 18 },
  strong: { font: "bold", size: 9 },
  plain: { font: "regular", size: 9 },
  small: { font: "regular", size: 7 },
} as const satisfies Readonly<Record<string, Style>>;
/** Where columns begin. */
const COLUMNS = { id: LEFT, program: 232, period: 380 };
const HALF = 310;
const LINE = 13;

/**
 * Draws a stored document. It asks for nothing but the document and the fonts, so that the same document is the
 * same file whenever it is drawn.
 *
 * @param hash SHA-256 of the stored text, hex: printed, so that paper can be held against the books
 */
export function renderDocument(document: StoredDocument, hash: string, fonts: Fonts): Uint8Array {
  const page = new PageWriter(fonts);
  writeHead(page, document);
  writeParties(page, document);
  writeTableHead(page);
  for (const source of document.sources) writeSource(page, document, source);
  writeTotals(page, document);
  page.down(8);
  for (const note of document.notes) page.paragraph(note, STYLES.plain);
  const foot = (number: number, of: number) =>
    [
      `${document.number} · ${document.payout.id} · SHA-256 ${hash.slice(0, 32)}`,
      `${number} / ${of}`,
    ] as const;
  const pages = page.finish(foot, STYLES.small);
  return writePdf(pages, fonts, {
    ...{ title: `${document.title} ${document.number}`, id: hash.slice(0, 32), day: document.issued_on },
  });
}

function writeHead(page: PageWriter, document: StoredDocument): void {
  page.down(STYLES.title.size);
  page.text(document.title, LEFT, STYLES.title);
  page.down(22);
  if (document.is_test) {
    page.text("TEST DATA: not a document of any business", LEFT, STYLES.strong);
    page.down(LINE);
  }
  const { corrects, payout } = document;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Number", document.number],
    ["Issued on", document.issued_on],
    [
      document.object === "invoice" || document.object === "credit_note" ? "Tax point" : "Date of the payout",
      document.tax_point,
    ],
    ["Takes back", corrects && `${corrects.number} of ${corrects.issued_on}`],
    ["Paid on", payout.paid_on],
    ["Returned on", payout.returned_on],
    ["Payout", payout.id],
    ["Payment reference", payout.reference],
  ];
  for (const [name, value] of facts) {
    if (value === null) continue;
    page.text(name, LEFT, STYLES.plain);
    page.text(value, LEFT + 110, STYLES.plain);
    page.down(LINE);
  }
  page.down(10);
}

function writeParties(page: PageWriter, { supplier, customer, payee, payer }: StoredDocument): void {
  const columns = [
    linesOf(supplier ? "Supplier" : "Payee", supplier ?? payee),
    linesOf(customer ? "Customer" : "Payer", customer ?? payer),
  ] as const;
  const rows = Math.max(...columns.map(({ length }) => length));
  for (let row = 0; row < rows; row += 1) {
    columns.forEach((lines, column) => {
      const style = row < 2 ? STYLES.strong : STYLES.plain;
      const x = column === 0 ? LEFT : HALF;
      const line = lines[row];
      if (line !== undefined) page.text(line, x, style, HALF - LEFT - 12);
    });
    page.down(LINE);
  }
  page.down(12);
}

function linesOf(role: string, party: StoredParty | undefined): readonly string[] {
  if (!party) return [];
  return [
    role,
    party.name,
    ...party.address,
    ...(party.country === null ? [] : [party.country]),
    ...(party.company_number === null ? [] : [`Company number ${party.company_number}`]),
    ...(party.vat_id === null ? [] : [`VAT id ${party.vat_id}`]),
  ];
}

function writeTableHead(page: PageWriter): void {
  page.text("Commission", COLUMNS.id, STYLES.strong);
  page.text("Program", COLUMNS.program, STYLES.strong);
  page.text("Of", COLUMNS.period, STYLES.strong);
  page.textTo("Amount", RIGHT, STYLES.strong);
  page.down(5);
  page.rule();
  page.down(LINE);
}

function writeSource(page: PageWriter, { currency, sources }: StoredDocument, source: StoredSource): void {
  for (const line of source.lines) {
    page.need(LINE);
    const many = `${line.count} ${line.kind === "commission" ? "commissions" : "adjustments"}`;
    page.text(line.id ?? many, COLUMNS.id, STYLES.plain, COLUMNS.program - COLUMNS.id - 6);
    page.text(line.program, COLUMNS.program, STYLES.plain, COLUMNS.period - COLUMNS.program - 6);
    const days = line.from === line.to ? line.from : `${line.from} to ${line.to}`;
    page.text(line.kind === "adjustment" ? `${days}, adjusted` : days, COLUMNS.period, STYLES.small);
    page.textTo(money(line.amount_minor, source.currency), RIGHT, STYLES.plain);
    page.down(LINE);
  }
  if (source.currency === currency && sources.length === 1) return;
  page.need(2 * LINE);
  page.text(`Sum in ${source.currency}`, LEFT, STYLES.strong);
  page.textTo(money(source.total_minor, source.currency), RIGHT, STYLES.strong);
  page.down(LINE);
  if (source.currency === currency) return;
  const rates = source.rates.map((rate) => `EUR 1 = ${rate.currency} ${rate.per_euro} on ${rate.day}`);
  page.text(`Converted at ${rates.join(", ")}`, LEFT, STYLES.plain, RIGHT - LEFT - 110);
  page.textTo(money(source.converted_minor, currency), RIGHT, STYLES.strong);
  page.down(LINE + 4);
}

function writeTotals(page: PageWriter, { currency, total_minor, vat }: StoredDocument): void {
  page.need(4 * LINE);
  page.rule();
  page.down(LINE + 2);
  const rows: readonly (readonly [string, string])[] = [
    ...(vat === null
      ? []
      : ([
          ["Net", vat.net_minor],
          [`VAT ${formatBps(vat.rate_bps)} %`, vat.vat_minor],
        ] as const)),
    ["Total", total_minor],
  ];
  for (const [name, amount] of rows) {
    const style = name === "Total" ? STYLES.strong : STYLES.plain;
    page.text(name, HALF, style);
    page.textTo(money(amount, currency), RIGHT, style);
    page.down(LINE);
  }
}

const money = (minor: string, currency: Currency): string =>
  `${formatMinor(BigInt(minor), currency)} ${currency}`;

/** Basis points as a percentage: 1900 is `19`, 810 is `8.1`. */
function formatBps(bps: number): string {
  const [whole, part] = [
    Math.trunc(bps / 100),
    String(bps % 100)
      .padStart(2, "0")
      .replace(/0+$/, ""),
  ];
  return part === "" ? String(whole) : `${whole}.${part}`;
}
