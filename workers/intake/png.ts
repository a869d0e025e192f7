import { deflate } from "../../platform/deflate.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_TYPE_PALETTE = 3;

/** A colour as three bytes: red, green, blue. */
export type Rgb = readonly [number, number, number];

/**
 * Writes a square picture of two colours as PNG (ISO/IEC 15948), a bit for each point.
 *
 * @param isDark tells of a point, counted from the upper left, whether it has the first colour
 */
export function writePng(
  size: number,
  { dark, light }: { readonly dark: Rgb; readonly light: Rgb },
  isDark: (x: number, y: number) => boolean,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  header.set([1, COLOUR_TYPE_PALETTE, 0, 0, 0], 8);
  return joined([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.of(...light, ...dark)),
    chunk("IDAT", deflate(scanlines(size, isDark))),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** Each line of points, after a byte that says it is written as it is. */
function scanlines(size: number, isDark: (x: number, y: number) => boolean): Uint8Array {
  const lineBytes = 1 + Math.ceil(size / 8);
  const bytes = new Uint8Array(lineBytes * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const at = y * lineBytes + 1 + (x >> 3);
      if (isDark(x, y)) bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** CRC-32 (ISO 3309), a bit at a time: what is checked is no longer than a code. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
