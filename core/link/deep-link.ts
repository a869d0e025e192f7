import type { AddressParts, ParseAddress } from "./location.ts";

/** Why `to=` was not followed. */
export type DeepLinkRefusal = "to_malformed" | "to_not_allowed";

const CHARS_MAX = 2_048;
/** Control characters and backslashes, which parsers drop or turn: whoever sends them means to mislead one. */
const MISLEADING = /[\p{Cc}\\]/u;
/** Schemes that run code, read files, carry a page in themselves, or lead on to an address of their own. */
const FORBIDDEN_SCHEMES = new Set([
  ...["javascript", "data", "vbscript", "file", "blob", "about", "http", "filesystem", "view-source"],
  ...["intent", "jar", "ftp", "ws", "wss"],
]);

/** True of a scheme, in lower case without its colon, that no link may lead to, whatever a program says. */
export function isForbiddenScheme(scheme: string): boolean {
  return FORBIDDEN_SCHEMES.has(scheme);
}

/**
 * Says where a deep link may lead. It is judged as parsed, since many texts mean one host: https and one of
 * the program's hosts, or an app's scheme that the program names; never a name or password.
 *
 * @param hosts names in lower case as `host` of a parsed address has them, or `*.name` for those below it
 */
export function judgeDeepLink(
  text: string,
  allowed: { readonly hosts: readonly string[]; readonly schemes: readonly string[] },
  parse: ParseAddress,
): { readonly address: AddressParts } | { readonly refused: DeepLinkRefusal } {
  const address = text.length <= CHARS_MAX && !MISLEADING.test(text) ? parse(text) : null;
  if (!address) return { refused: "to_malformed" };
  const { protocol, host, username, password } = address;
  if (username !== "" || password !== "" || isForbiddenScheme(protocol.slice(0, -1))) {
    return { refused: "to_not_allowed" };
  }
  const isAllowed =
    protocol === "https:"
      ? isHostAllowed(host, allowed.hosts)
      : allowed.schemes.some((scheme) => `${scheme}:` === protocol);
  return isAllowed ? { address } : { refused: "to_not_allowed" };
}

/** True if the host is one of the names, or below a `*.name`. */
export function isHostAllowed(host: string, names: readonly string[]): boolean {
  return names.some((name) =>
    name.startsWith("*.") ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name,
  );
}
