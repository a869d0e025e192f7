/** Longest host name there is (RFC 1035). */
export const HOST_CHARS_MAX = 253;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** Signs that would make more than a host of it, or another one. */
const NOT_IN_NAMES = /[\p{Cc}\p{Z}/?#@:%*\\[\]]/u;

/** Parses an absolute address; null if it is none. The core has no parser of its own. */
export type ParseHost = (address: string) => { readonly host: string } | null;

/**
 * Reads a host name of at least two labels, as addresses have it: lower case, other letters than ASCII in
 * punycode (UTS 46). Null for what is none: an IP address in any notation, a port, a trailing dot.
 */
export function readHostName(text: string, parse: ParseHost): string | null {
  const host = NOT_IN_NAMES.test(text) ? null : parse(`https://${text}/`)?.host;
  if (!host || host.length > HOST_CHARS_MAX) return null;
  const labels = host.split(".");
  const isName = labels.length > 1 && labels.every((label) => LABEL.test(label));
  // A last label of digits makes an IPv4 address of the whole (WHATWG URL, "ends in a number").
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") ? host : null;
}

/** As `readHostName`, and `*.name` stands for the names below one. */
export function readHostPattern(text: string, parse: ParseHost): string | null {
  if (!text.startsWith("*.")) return readHostName(text, parse);
  const name = readHostName(text.slice(2), parse);
  return name === null ? null : `*.${name}`;
}
