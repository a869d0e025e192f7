import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentFonts } from "../../functions/documents/fonts.ts";
import type { Currency } from "../money/currency.ts";
import { type DocumentFacts, type DocumentSource, documentBody, takeBack } from "./document-body.ts";
import { subsetFont } from "./pdf/subset-font.ts";
import { readTrueType } from "./pdf/true-type.ts";
import { renderDocument, type StoredDocument } from "./render-document.ts";
import { judgeVat, splitVat } from "./vat-treatment.ts";

const EUR = "EUR" as Currency;
const line = (amountMinor: bigint) =>
  ({
    kind: "commission",
    id: null,
    program: "Магазин Ёлка",
    count: 1,
    fromDay: "2026-11-01",
    toDay: "2026-11-02",
    amountMinor,
  }) as const;
const source = (amounts: readonly bigint[]): DocumentSource => {
  const totalMinor = amounts.reduce((sum, each) => sum + each, 0n);
  return { currency: EUR, lines: amounts.map(line), totalMinor, rates: [], convertedMinor: totalMinor };
};
const party = (name: string, country: string, vatId: string | null) => ({
  name,
  address: ["Świętokrzyska 1"],
  country,
  companyNumber: null,
  vatId,
});

function factsOf(sources: readonly DocumentSource[]): DocumentFacts {
  const amountMinor = sources.reduce((sum, { convertedMinor }) => sum + convertedMinor, 0n);
  const payout = {
    id: "pay_1",
    batchId: "bat_1",
    reference: null,
    paidOn: "2026-11-20",
    currency: EUR,
    amountMinor,
  };
  return {
    ...{
      kind: "invoice",
      number: "SB-000001",
      issuedOn: "2026-11-21",
      timeZone: "UTC",
      isTest: false,
      payout,
      sources,
    },
    ...{
      merchant: party("La\u0301ska & Söhne", "DE", "DE136695976"),
      affiliate: party("Ştefan Țepeș", "DE", "DE136695977"),
    },
    ...{ selfBillingTerms: "2026-01", vatRateBps: 1_900 },
  };
}

/** What a PDF shows, read by the names it gives to its glyphs. */
function textOf(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString("latin1");
  const maps = [...text.matchAll(/begincmap[\s\S]*?endcmap/g)].map(
    ([map]) => new Map([...map.matchAll(/<(\w{4})> <(\w+)>\n/g)].map(([, glyph, code]) => [glyph, code])),
  );
  return [...text.matchAll(/BT \/F(\d) [^<]*<(\w*)> Tj/g)]
    .map(([, font, glyphs = ""]) =>
      (glyphs.match(/.{4}/g) ?? []).map((glyph) => maps[Number(font)]?.get(glyph) ?? "").join(""),
    )
    .map((hex) => Buffer.from(hex, "hex").swap16().toString("utf16le"))
    .join("\n");
}

describe("a document", () => {
  it("is never made of lines that do not sum to the payout", () => {
    const wrong = { ...source([5n, 6n]), totalMinor: 12n, convertedMinor: 12n };
    expect(() => documentBody(factsOf([wrong]))).toThrow("sum to");
    const facts = factsOf([source([5n])]);
    expect(() => documentBody({ ...facts, payout: { ...facts.payout, amountMinor: 6n } })).toThrow("sum to");
  });

  it("and what takes it back come to nothing, member by member, and its VAT sums to the whole", () => {
    const amounts = fc.array(fc.bigInt({ min: -1_000n, max: 1_000_000n }), { minLength: 1, maxLength: 20 });
    void fc.assert(
      fc.property(
        amounts.filter((each) => source(each).totalMinor > 0n),
        (given) => {
          const body = documentBody(factsOf([source(given)])) as Record<string, unknown>;
          const by = {
            kind: "credit_note",
            number: "CN-1",
            issuedOn: "2027-01-01",
            returnedOn: "2026-12-31",
          } as const;
          const back = takeBack(body, by) as Record<string, unknown>;
          const sums = (of: unknown): bigint[] =>
            [...JSON.stringify(of).matchAll(/_minor":"(-?\d+)"/g)].map(([, digits = ""]) => BigInt(digits));
          expect(sums(back)).toEqual(sums(body).map((each) => -each));
          const { net_minor, vat_minor } = body.vat as { net_minor: string; vat_minor: string };
          expect(BigInt(net_minor) + BigInt(vat_minor)).toBe(BigInt(body.total_minor as string));
          expect(back).toMatchObject({ tax_point: "2026-12-31", corrects: { number: "SB-000001" } });
        },
      ),
    );
  });

  it("is drawn to the same bytes, over as many pages as it takes, and reads as it was written", () => {
    const rates = [{ currency: "USD", rate: "1.1764", day: "2026-11-19" }];
    const dollars = { ...source([20n]), currency: "USD" as Currency, convertedMinor: 17n, rates };
    const stored = documentBody(factsOf([source(Array.from({ length: 90 }, () => 10n)), dollars]));
    const draw = (): Uint8Array =>
      renderDocument(JSON.parse(JSON.stringify(stored)) as StoredDocument, "ab".repeat(32), documentFonts());
    const pdf = draw();
    expect(Buffer.from(draw()).equals(pdf)).toBe(true);
    const text = textOf(pdf);
    for (const shown of [
      "Láska & Söhne",
      "Ştefan Țepeș",
      "Świętokrzyska 1",
      "Магазин Ёлка",
      "Sum in EUR",
      "9.00 EUR",
      "Converted at EUR 1 = USD 1.1764 on 2026-11-19",
      "9.17 EUR",
      "VAT 19 %",
      "3 / 3",
    ]) {
      expect(text).toContain(shown);
    }
  });
});

it.each([
  ["domestic", "DE", "DE1", "DE", null],
  ["not_registered", "DE", null, "DE", "DE1"],
  ["not_registered", "FR", null, "US", null],
  ["reverse_charge", "FR", "FR1", "DE", "DE136695976"],
  [null, "FR", "FR1", "DE", null],
  ["outside_scope", "FR", "FR1", "US", null],
  ["outside_scope", "US", null, "DE", "DE136695976"],
  ["outside_scope", "GB", "GB1", "DE", "DE136695976"],
])("VAT is %s from %s (%s) to %s (%s)", (treatment, from, fromId, to, toId) => {
  expect(judgeVat({ country: from, vatId: fromId }, { country: to, vatId: toId })).toBe(treatment);
});

it("VAT is worked out of an amount that includes it, rounded half up", () => {
  expect(splitVat(11_900n, 1_900n)).toEqual({ netMinor: 10_000n, vatMinor: 1_900n });
  expect(splitVat(3n, 10_000n)).toEqual({ netMinor: 2n, vatMinor: 1n });
});

it("a subset of a font has the glyphs of what was asked for as they were, and parts of composed ones", () => {
  const font = documentFonts().regular;
  const { bytes, glyphs } = subsetFont(font, [0xe9, 0x41]);
  const subset = readTrueType(bytes);
  expect([...subset.glyphs.keys()]).toEqual([0x41, 0xe9]);
  let composed = 0;
  for (const [code, glyph] of glyphs) {
    const old = font.glyphs.get(code) ?? 0;
    expect(subset.advanceOf(glyph)).toBe(font.advanceOf(old));
    expect(subset.outlineOf(glyph).length).toBe(font.outlineOf(old).length);
    const part = partOf(font.outlineOf(old));
    if (part === null) continue;
    composed += 1;
    expect(subset.outlineOf(partOf(subset.outlineOf(glyph)) ?? 0)).toEqual(font.outlineOf(part));
  }
  expect(composed).toBe(1);
});

/** The first part of a composed outline, null of one that is drawn itself. */
function partOf(outline: Uint8Array): number | null {
  const view = new DataView(outline.buffer, outline.byteOffset, outline.byteLength);
  return view.getInt16(0) < 0 ? view.getUint16(12) : null;
}
