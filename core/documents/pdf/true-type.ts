import { assert } from "../../shared/assert.ts";

/** A font in TrueType form (ISO/IEC 14496-22), as far as documents need it. */
export type TrueTypeFont = {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  /** Left, bottom, right and top of all glyphs together, in units of the em. */
  readonly box: readonly [number, number, number, number];
  /** Glyphs by code point. */
  readonly glyphs: ReadonlyMap<number, number>;
  /** How far a glyph moves on, in units of the em. */
  readonly advanceOf: (glyph: number) => number;
  /** The outline of a glyph; empty of one that draws nothing. */
  readonly outlineOf: (glyph: number) => Uint8Array;
  /** A table as it is, for those that a subset keeps. */
  readonly table: (tag: string) => Uint8Array;
};

/** Takes a font apart. The font is ours: one that is not whole is a broken promise. */
export function readTrueType(bytes: Uint8Array): TrueTypeFont {
  const tables = readDirectory(bytes);
  const table = (tag: string): Uint8Array => {
    const found = tables.get(tag);
    assert(found !== undefined, `the font has a table ${tag}`);
    return found;
  };
  const [head, hhea, hmtx, loca, glyf] = ["head", "hhea", "hmtx", "loca", "glyf"].map((tag) =>
    view(table(tag)),
  );
  assert(head !== undefined && hhea !== undefined && hmtx !== undefined, "the font has metrics");
  assert(loca !== undefined && glyf !== undefined, "the font has outlines");
  const isLong = head.getInt16(50) === 1;
  const offsetOf = (glyph: number): number =>
    isLong ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2;
  const widthsCount = hhea.getUint16(34);
  return {
    ...{ unitsPerEm: head.getUint16(18), ascent: hhea.getInt16(4), descent: hhea.getInt16(6), table },
    box: [head.getInt16(36), head.getInt16(38), head.getInt16(40), head.getInt16(42)],
    glyphs: readCharacters(table("cmap")),
    advanceOf: (glyph) => hmtx.getUint16(Math.min(glyph, widthsCount - 1) * 4),
    outlineOf: (glyph) => table("glyf").subarray(offsetOf(glyph), offsetOf(glyph + 1)),
  };
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readDirectory(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const directory = view(bytes);
  const tables = new Map<string, Uint8Array>();
  for (let index = 0; index < directory.getUint16(4); index += 1) {
    const at = 12 + 16 * index;
    const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
    const offset = directory.getUint32(at + 8);
    tables.set(tag, bytes.subarray(offset, offset + directory.getUint32(at + 12)));
  }
  return tables;
}

/** Reads the characters of a table of format 12, which holds them all. */
function readCharacters(bytes: Uint8Array): ReadonlyMap<number, number> {
  const cmap = view(bytes);
  const glyphs = new Map<number, number>();
  for (let index = 0; index < cmap.getUint16(2); index += 1) {
    const at = cmap.getUint32(4 + 8 * index + 4);
    if (cmap.getUint16(at) !== 12) continue;
    for (let group = 0; group < cmap.getUint32(at + 12); group += 1) {
      const from = at + 16 + 12 * group;
      const [first, last, glyph] = [cmap.getUint32(from), cmap.getUint32(from + 4), cmap.getUint32(from + 8)];
      for (let code = first; code <= last; code += 1) glyphs.set(code, glyph + code - first);
    }
    return glyphs;
  }
  throw new Error("the font has no characters in format 12");
}
