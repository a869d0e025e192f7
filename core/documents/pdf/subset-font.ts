import { assert } from "../../shared/assert.ts";
import type { TrueTypeFont } from "./true-type.ts";

/** What a composite glyph says of its next part (ISO/IEC 14496-22, 5.3.3). */
const FLAGS = { wideArguments: 0x1, scale: 0x8, more: 0x20, scales: 0x40, matrix: 0x80 };
/** The checksum of a whole font, and where it is kept. */
const WHOLE = { sum: 0xb1b0afba, offset: 8 };

/** A font of some glyphs alone, and which glyph each character has there. */
export type FontSubset = {
  readonly bytes: Uint8Array;
  readonly glyphs: ReadonlyMap<number, number>;
  /** How far each glyph moves on, in units of the em. */
  readonly advances: readonly number[];
};

/**
 * Makes a font of the characters asked for and what they are composed of, numbered from 1 in the order of the code
 * points; 0 is what stands for characters the font has not. The same characters give the same bytes.
 */
export function subsetFont(font: TrueTypeFont, codePoints: Iterable<number>): FontSubset {
  const wanted = [...new Set(codePoints)].sort((a, b) => a - b).filter((code) => font.glyphs.has(code));
  const old: number[] = [0];
  const numberOf = new Map<number, number>([[0, 0]]);
  const number = (glyph: number): number => {
    const known = numberOf.get(glyph);
    if (known !== undefined) return known;
    numberOf.set(glyph, old.length);
    return old.push(glyph) - 1;
  };
  const glyphs = new Map(wanted.map((code) => [code, number(font.glyphs.get(code) ?? 0)]));
  const outlines: Uint8Array[] = [];
  // Parts of composites are added while it runs.
  for (let index = 0; index < old.length; index += 1)
    outlines.push(renumberParts(font.outlineOf(old[index] ?? 0), number));
  const advances = old.map((glyph) => font.advanceOf(glyph));
  return { bytes: assemble(font, { outlines, advances, glyphs }), glyphs, advances };
}

/** The outline with the parts of a composite under their new numbers; the parts' numbers are asked for. */
function renumberParts(outline: Uint8Array, number: (glyph: number) => number): Uint8Array {
  const copy = outline.slice();
  const view = viewOf(copy);
  if (copy.length === 0 || view.getInt16(0) >= 0) return copy;
  let at = 10;
  let flags = FLAGS.more;
  while (flags & FLAGS.more) {
    flags = view.getUint16(at);
    view.setUint16(at + 2, number(view.getUint16(at + 2)));
    at += 4 + (flags & FLAGS.wideArguments ? 4 : 2);
    if (flags & FLAGS.scale) at += 2;
    else if (flags & FLAGS.scales) at += 4;
    else if (flags & FLAGS.matrix) at += 8;
  }
  return copy;
}

type Parts = Pick<FontSubset, "advances" | "glyphs"> & { readonly outlines: readonly Uint8Array[] };

function assemble(font: TrueTypeFont, parts: Parts): Uint8Array {
  const { outlines, advances } = parts;
  const [head, hhea, maxp] = [
    font.table("head").slice(),
    font.table("hhea").slice(),
    font.table("maxp").slice(),
  ];
  viewOf(head).setUint32(WHOLE.offset, 0);
  viewOf(head).setInt16(50, 1);
  viewOf(hhea).setUint16(34, outlines.length);
  viewOf(maxp).setUint16(4, outlines.length);
  const { glyf, loca } = joinOutlines(outlines);
  const hmtx = new Uint8Array(4 * outlines.length);
  outlines.forEach((outline, glyph) => {
    viewOf(hmtx).setUint16(4 * glyph, advances[glyph] ?? 0);
    // The left side bearing of an outline that was not moved is its left edge.
    viewOf(hmtx).setInt16(4 * glyph + 2, outline.length === 0 ? 0 : viewOf(outline).getInt16(2));
  });
  return joinTables({ cmap: charactersTable(parts.glyphs), glyf, head, hhea, hmtx, loca, maxp });
}

function joinOutlines(outlines: readonly Uint8Array[]): Readonly<Record<"glyf" | "loca", Uint8Array>> {
  const padded = outlines.map(({ length }) => length + (length & 1));
  const glyf = new Uint8Array(padded.reduce((sum, length) => sum + length, 0));
  const loca = new Uint8Array(4 * (outlines.length + 1));
  let at = 0;
  outlines.forEach((outline, glyph) => {
    glyf.set(outline, at);
    at += padded[glyph] ?? 0;
    viewOf(loca).setUint32(4 * (glyph + 1), at);
  });
  return { glyf, loca };
}

/** A `cmap` of one table of format 12, a group for each character. */
function charactersTable(glyphs: ReadonlyMap<number, number>): Uint8Array {
  const table = new Uint8Array(12 + 16 + 12 * glyphs.size);
  const view = viewOf(table);
  view.setUint16(2, 1);
  view.setUint16(4, 3);
  view.setUint16(6, 10);
  view.setUint32(8, 12);
  view.setUint16(12, 12);
  view.setUint32(16, table.length - 12);
  view.setUint32(24, glyphs.size);
  let at = 28;
  for (const [code, glyph] of glyphs) {
    view.setUint32(at, code);
    view.setUint32(at + 4, code);
    view.setUint32(at + 8, glyph);
    at += 12;
  }
  return table;
}

function joinTables(tables: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = Object.keys(tables).sort();
  const search = 2 ** Math.floor(Math.log2(names.length));
  const sizes = names.map((name) => Math.ceil((tables[name]?.length ?? 0) / 4) * 4);
  const bytes = new Uint8Array(12 + 16 * names.length + sizes.reduce((sum, size) => sum + size, 0));
  const view = viewOf(bytes);
  view.setUint32(0, 0x00010000);
  [names.length, search * 16, Math.log2(search), (names.length - search) * 16].forEach((value, index) => {
    view.setUint16(4 + 2 * index, value);
  });
  let at = 12 + 16 * names.length;
  let wholeAt = 0;
  names.forEach((name, index) => {
    const table = tables[name];
    assert(table !== undefined, "a table that is named is there");
    bytes.set(table, at);
    const entry = 12 + 16 * index;
    for (let place = 0; place < 4; place += 1) bytes[entry + place] = name.charCodeAt(place);
    view.setUint32(entry + 4, checksum(bytes.subarray(at, at + (sizes[index] ?? 0))));
    view.setUint32(entry + 8, at);
    view.setUint32(entry + 12, table.length);
    if (name === "head") wholeAt = at + WHOLE.offset;
    at += sizes[index] ?? 0;
  });
  view.setUint32(wholeAt, (WHOLE.sum - checksum(bytes)) >>> 0);
  return bytes;
}

function checksum(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
