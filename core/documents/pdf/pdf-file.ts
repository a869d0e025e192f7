import { type FontSubset, subsetFont } from "./subset-font.ts";
import type { TrueTypeFont } from "./true-type.ts";

/** The two weights that documents are written in. */
export type FontName = "regular" | "bold";
export type Fonts = Readonly<Record<FontName, TrueTypeFont>>;

/** Text at a place; points from the left and the lower edge. */
export type TextRun = {
  readonly font: FontName;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
};
/** A horizontal line. */
export type Rule = { readonly fromX: number; readonly toX: number; readonly y: number };
export type PdfPage = { readonly runs: readonly TextRun[]; readonly rules: readonly Rule[] };
/** What a file says of itself. `id` is 32 hexadecimal digits; the day is of its making. */
export type PdfFacts = { readonly title: string; readonly id: string; readonly day: string };

/** A4, in points. */
export const PAGE = { width: 595, height: 842 };
/** What stands for a character that the fonts have not. */
const REPLACEMENT = 0xfffd;
const FONT_NAMES: readonly FontName[] = ["regular", "bold"];
/** Objects 1 to 4 are the catalogue, the pages, the facts and nothing; each font takes five, each page two. */
const FONT_OBJECTS = 5;
const FIRST_FONT = 4;
const FIRST_PAGE = FIRST_FONT + FONT_OBJECTS * FONT_NAMES.length;

/**
 * Writes pages as PDF 1.7 (ISO 32000-1), with the glyphs they use embedded and their characters named, so that
 * text can be searched and copied. Nothing is packed: the same pages give the same bytes everywhere.
 */
export function writePdf(pages: readonly PdfPage[], fonts: Fonts, facts: PdfFacts): Uint8Array {
  const subsets = subsetsOf(pages, fonts);
  const pageIds = pages.map((_, index) => FIRST_PAGE + 2 * index);
  const fontRefs = FONT_NAMES.map((_, index) => `/F${index} ${FIRST_FONT + FONT_OBJECTS * index} 0 R`).join(
    " ",
  );
  const objects: Part[][] = [
    [`<< /Type /Catalog /Pages 2 0 R /Lang (en) >>`],
    [`<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(" ")}] >>`],
    [`<< /Title ${textString(facts.title)} /CreationDate (D:${facts.day.replaceAll("-", "")}000000Z) >>`],
    ...FONT_NAMES.flatMap((name, index) =>
      fontObjects(subsets[name], fonts[name], FIRST_FONT + FONT_OBJECTS * index),
    ),
    ...pages.flatMap((page, index): Part[][] => [
      [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents ${(pageIds[index] ?? 0) + 1} 0 R`,
        ` /Resources << /Font << ${fontRefs} >> >> >>`,
      ],
      stream(ascii(contentOf(page, subsets))),
    ]),
  ];
  return assemble(objects, facts.id);
}

type Part = string | Uint8Array;
type Subsets = Readonly<Record<FontName, FontSubset>>;

/** The characters of a text as they are drawn: composed, and those the font has not replaced. */
export function drawnCodes(text: string, font: TrueTypeFont): readonly number[] {
  return [...text.normalize("NFC")].map((character) => {
    const code = character.codePointAt(0) ?? REPLACEMENT;
    return font.glyphs.has(code) ? code : REPLACEMENT;
  });
}

function subsetsOf(pages: readonly PdfPage[], fonts: Fonts): Subsets {
  const runs = pages.flatMap((page) => page.runs);
  const subset = (name: FontName): FontSubset =>
    subsetFont(
      fonts[name],
      runs.filter(({ font }) => font === name).flatMap(({ text }) => drawnCodes(text, fonts[name])),
    );
  return { regular: subset("regular"), bold: subset("bold") };
}

function contentOf({ runs, rules }: PdfPage, subsets: Subsets): string {
  const drawn = runs.map(({ font, size, x, y, text }) => {
    const { glyphs } = subsets[font];
    const codes = [...text.normalize("NFC")].map((character) => character.codePointAt(0) ?? REPLACEMENT);
    const hex = codes.map((code) => hex4(glyphs.get(code) ?? glyphs.get(REPLACEMENT) ?? 0)).join("");
    return `BT /F${FONT_NAMES.indexOf(font)} ${size} Tf ${fixed(x)} ${fixed(y)} Td <${hex}> Tj ET\n`;
  });
  const lines = rules.map(
    ({ fromX, toX, y }) => `${fixed(fromX)} ${fixed(y)} m ${fixed(toX)} ${fixed(y)} l S\n`,
  );
  return `0.5 w\n${lines.join("")}${drawn.join("")}`;
}

/** A font of two bytes to a glyph: itself, what descends from it, its outlines and its characters. */
function fontObjects(subset: FontSubset, font: TrueTypeFont, id: number): readonly Part[][] {
  const perThousand = (units: number): number => Math.round((units * 1_000) / font.unitsPerEm);
  const name = `AAAAA${id === FIRST_FONT ? "A" : "B"}+NotoSans${id === FIRST_FONT ? "" : "-Bold"}`;
  const box = font.box.map(perThousand).join(" ");
  const metrics = `/Ascent ${perThousand(font.ascent)} /Descent ${perThousand(font.descent)} /CapHeight 714`;
  return [
    [
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H`,
      ` /DescendantFonts [${id + 1} 0 R] /ToUnicode ${id + 4} 0 R >>`,
    ],
    [
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDToGIDMap /Identity`,
      ` /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>`,
      ` /FontDescriptor ${id + 2} 0 R /W [0 [${subset.advances.map(perThousand).join(" ")}]] >>`,
    ],
    [
      `<< /Type /FontDescriptor /FontName /${name} /Flags 32 /ItalicAngle 0 /StemV 80 /FontBBox [${box}]`,
      ` ${metrics} /FontFile2 ${id + 3} 0 R >>`,
    ],
    stream(subset.bytes, ` /Length1 ${subset.bytes.length}`),
    stream(ascii(charactersOf(subset))),
  ];
}

/** Most characters that one section may name. */
const SECTION_MAX = 100;

/** Names the character of each glyph (ISO 32000-1, 9.10.3). */
function charactersOf({ glyphs }: FontSubset): string {
  const pairs = [...glyphs].map(([code, glyph]) => `<${hex4(glyph)}> <${utf16(code)}>\n`);
  const sections: string[] = [];
  for (let at = 0; at < pairs.length; at += SECTION_MAX) {
    const section = pairs.slice(at, at + SECTION_MAX);
    sections.push(`${section.length} beginbfchar\n${section.join("")}endbfchar\n`);
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
${sections.join("")}endcmap CMapName currentdict /CMap defineresource pop end end`;
}

function stream(bytes: Uint8Array, further = ""): Part[] {
  return [`<< /Length ${bytes.length}${further} >>\nstream\n`, bytes, "\nendstream"];
}

function assemble(objects: readonly (readonly Part[])[], id: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const add = (part: Part): void => {
    const bytes = typeof part === "string" ? ascii(part) : part;
    chunks.push(bytes);
    length += bytes.length;
  };
  add("%PDF-1.7\n");
  add(new Uint8Array([0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  const offsets = objects.map((parts, index) => {
    const offset = length;
    for (const part of [`${index + 1} 0 obj\n`, ...parts, "\nendobj\n"]) add(part);
    return offset;
  });
  const start = length;
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`);
  for (const offset of offsets) add(`${String(offset).padStart(10, "0")} 00000 n \n`);
  add(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 3 0 R /ID [<${id}> <${id}>] >>\n`);
  add(`startxref\n${start}\n%%EOF\n`);
  const file = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const hex4 = (value: number): string => value.toString(16).padStart(4, "0");
/** Hundredths of a point are finer than any printer. */
const fixed = (value: number): string => String(Math.round(value * 100) / 100);
const textString = (text: string): string =>
  `<feff${[...text].map((each) => utf16(each.codePointAt(0) ?? 0)).join("")}>`;

/** The units of a character in UTF-16, in hexadecimal. */
function utf16(code: number): string {
  return [...Array.from(String.fromCodePoint(code).split(""))]
    .map((unit) => hex4(unit.charCodeAt(0)))
    .join("");
}
