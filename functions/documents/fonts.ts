import type { Fonts } from "../../core/documents/pdf/pdf-file.ts";
import { readTrueType } from "../../core/documents/pdf/true-type.ts";
import { NOTO_SANS_BOLD } from "./fonts/noto-sans-bold.ts";
import { NOTO_SANS_REGULAR } from "./fonts/noto-sans-regular.ts";

let fonts: Fonts | null = null;

/** The fonts of documents, taken apart when they are first asked for. */
export function documentFonts(): Fonts {
  fonts ??= { regular: readFont(NOTO_SANS_REGULAR), bold: readFont(NOTO_SANS_BOLD) };
  return fonts;
}

const readFont = (base64: string) =>
  readTrueType(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
