/** The kinds of pictures there are, by the ends of their names. */
export const PICTURE_KINDS = ["png", "jpg", "gif", "webp"] as const;
/** See above. */
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** What the bytes of a picture say of it. */
export type Picture = {
  readonly kind: PictureKind;
  /** In pixels, as it is stored: a JPEG may be meant to be turned. */
  readonly width: number;
  readonly height: number;
};

type Size = Omit<Picture, "kind">;

/**
 * Tells what a picture is by its own bytes, whatever it is called: PNG, JPEG, GIF or WebP. Null for everything else, SVG
 * among it, which is a program as much as a picture, and for one that has no size.
 */
export function readPicture(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const kind of PICTURE_KINDS) {
    const size = READERS[kind](view);
    if (size) return size.width > 0 && size.height > 0 ? { kind, ...size } : null;
  }
  return null;
}

const READERS: Readonly<Record<PictureKind, (view: DataView) => Size | null>> = {
  png: (view) =>
    has(view, 0, "\x89PNG\r\n\x1a\n") && has(view, 12, "IHDR") && view.byteLength >= 24
      ? { width: view.getUint32(16), height: view.getUint32(20) }
      : null,
  jpg: readJpeg,
  gif: (view) =>
    (has(view, 0, "GIF87a") || has(view, 0, "GIF89a")) && view.byteLength >= 10
      ? { width: view.getUint16(6, true), height: view.getUint16(8, true) }
      : null,
  webp: (view) =>
    has(view, 0, "RIFF") && has(view, 8, "WEBP") && view.byteLength >= 30 ? readWebp(view) : null,
};

/** The size stands in the frame header (ITU-T T.81, B.2.2), after segments of which each tells its length. */
function readJpeg(view: DataView): Size | null {
  if (!has(view, 0, "\xff\xd8\xff")) return null;
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // A marker may be filled up with bytes before it.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOF0 to SOF15, among which are three that begin no frame. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** RFC 9649: lossy, lossless, or extended, which each have their size elsewhere. */
function readWebp(view: DataView): Size | null {
  if (has(view, 12, "VP8 ") && has(view, 23, "\x9d\x01\x2a")) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (has(view, 12, "VP8L") && has(view, 20, "\x2f")) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!has(view, 12, "VP8X")) return null;
  const whole = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return { width: whole(24), height: whole(27) };
}

/** True where these bytes, one a character, stand at a place. */
function has(view: DataView, at: number, text: string): boolean {
  return (
    view.byteLength >= at + text.length &&
    [...text].every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0))
  );
}
