import { encode } from "uqr";
import { type Rgb, writePng } from "./png.ts";

/** How a code is drawn. */
export type QrStyle = {
  /** Points of a side, margin included. */
  readonly size: number;
  /** Light modules around the code; readers ask for four (ISO/IEC 18004). */
  readonly margin: number;
  /** How much of it may be lost: 7, 15, 25 or 30 %. */
  readonly ecc: "L" | "M" | "Q" | "H";
  /** As `rrggbb`. */
  readonly color: string;
  readonly background: string;
};

/** A code: `isDark` of a module, by column and row; and modules of a side, margin included. */
export type QrCode = {
  readonly modules: number;
  readonly isDark: (column: number, row: number) => boolean;
};

/** Makes the code of a text. */
export function makeQr(text: string, { ecc, margin }: Pick<QrStyle, "ecc" | "margin">): QrCode {
  const { data, size } = encode(text, { ecc, border: margin });
  return { modules: size, isDark: (column, row) => data[row]?.[column] === true };
}

/** Draws a code as SVG: one path of the dark modules, a run of a row at a time. */
export function drawSvg({ modules, isDark }: QrCode, { size, color, background }: QrStyle): string {
  let path = "";
  for (let row = 0; row < modules; row += 1) {
    for (let column = 0; column < modules; column += 1) {
      if (!isDark(column, row)) continue;
      const start = column;
      while (isDark(column + 1, row)) column += 1;
      path += `M${start} ${row}h${column - start + 1}v1H${start}z`;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${modules} ${modules}" width="${size}" height="${size}" ` +
    `shape-rendering="crispEdges"><path fill="#${background}" d="M0 0h${modules}v${modules}H0z"/>` +
    `<path fill="#${color}" d="${path}"/></svg>\n`
  );
}

/** Draws a code as PNG; each module has the same whole number of points, and what is over goes to the margin. */
export function drawPng(
  { modules, isDark }: QrCode,
  { size, color, background }: QrStyle,
): Uint8Array<ArrayBuffer> {
  const scale = Math.floor(size / modules);
  const before = Math.floor((size - scale * modules) / 2);
  const moduleOf = (point: number): number => Math.floor((point - before) / scale);
  const colours = { dark: rgbOf(color), light: rgbOf(background) };
  return writePng(size, colours, (x, y) => isDark(moduleOf(x), moduleOf(y)));
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrastOf(dark: string, light: string): number {
  return (luminanceOf(rgbOf(light)) + 0.05) / (luminanceOf(rgbOf(dark)) + 0.05);
}

function rgbOf(hex: string): Rgb {
  const part = (start: number): number => Number.parseInt(hex.slice(start, start + 2), 16);
  return [part(0), part(2), part(4)];
}

function luminanceOf(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
