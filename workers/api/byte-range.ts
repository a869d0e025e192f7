/** Part of an object, in bytes. */
export type ByteRange = { readonly offset: number; readonly length: number };

/**
 * Reads a `Range` header (RFC 9110, section 14.2) against an object of `size` bytes.
 *
 * @returns the part asked for; `whole` where there is no header, or one this server may ignore (another
 *   unit, several ranges, bad syntax); `unsatisfiable` where it lies outside the object
 */
export function parseByteRange(header: string | null, size: number): ByteRange | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { offset: size - length, length };
  }
  const offset = Number(first);
  if (last !== "" && Number(last) < offset) return "whole";
  if (offset >= size) return "unsatisfiable";
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return { offset, length: end - offset + 1 };
}
