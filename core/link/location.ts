import { SUB_IDS } from "./parameters.ts";
import { readPair } from "./query.ts";

/** What a destination may hold in braces, after its host; each stands for a value of the click. */
export const MACROS = [
  ...["click_id", ...SUB_IDS, "affiliate_id", "link_id", "country", "device", "timestamp", "coupon_code"],
];
/** Gives the value of a macro; empty where there is none. */
export type MacroValue = (name: string) => string;

/** The parts of a parsed address (WHATWG URL). */
export type AddressParts = {
  readonly href: string;
  readonly protocol: string;
  readonly host: string;
  readonly username: string;
  readonly password: string;
};
/** Parses an absolute address; null if it is none. The core has no parser of its own. */
export type ParseAddress = (text: string) => AddressParts | null;

/** A destination taken apart once, so that each redirect only joins texts. */
export type Destination = {
  /** Text and, between two texts, the name of a macro: text, macro, text, … */
  readonly parts: readonly string[];
  /** From the `#` on, in the same form. */
  readonly hashParts: readonly string[];
  readonly hasQuery: boolean;
  /** Names of its own query parameters: a visitor's of the same name does not reach it. */
  readonly names: ReadonlySet<string>;
  /** Empty where the address of an app names none. */
  readonly host: string;
};

const MACRO = new RegExp(`\\{(${MACROS.join("|")})\\}`, "g");
/** Stands for a macro while the address is parsed: letters and digits, which no part of an address changes. */
const MARK = /tbmacro7q([a-z0-9]+?)x7q/g;
const MARK_BEGINS = "tbmacro7q";
/** The same letters to whoever reads an address, and no mark. */
const ENCODED_MARK_BEGINS = "tbmacro7%71";
const markOf = (name: string): string => `${MARK_BEGINS}${MACROS.indexOf(name).toString(36)}x7q`;

/**
 * Takes a destination apart. Null if it is no web address, or holds a macro before its path: what a
 * visitor sends may never choose the host (OWASP ASVS 5, 3.7.2).
 *
 * Its own click id parameters, if it has any, are where the click id goes; all else stays letter for
 * letter, since shops may have signed it.
 */
export function compileDestination(
  text: string,
  {
    clickIdParameters,
    parse,
  }: { readonly clickIdParameters: readonly string[]; readonly parse: ParseAddress },
): Destination | null {
  const address = parse(text.replace(MACRO, (_, name: string) => markOf(name)));
  if (!address || !/^https?:$/.test(address.protocol)) return null;
  const authority = `${address.username}${address.password}${address.host}`;
  return authority.search(MARK) >= 0 ? null : takeApart(address.href, address.host, clickIdParameters);
}

/** Takes an address apart that a visitor sent: whatever it holds, nothing in it is a macro. */
export function plainDestination(address: AddressParts, clickIdParameters: readonly string[]): Destination {
  const href = address.href.replaceAll(MARK_BEGINS, ENCODED_MARK_BEGINS);
  return takeApart(href, address.host, clickIdParameters);
}

/**
 * Joins a destination, the values of its macros, and further parameters (`a=b&c=d`, without a leading
 * sign). Values are encoded and never read again, so a value that looks like a macro or a path stays a value.
 */
export function fillDestination(destination: Destination, value: MacroValue, added: string): string {
  const sign = added === "" ? "" : destination.hasQuery ? "&" : "?";
  return `${fill(destination.parts, value)}${sign}${added}${fill(destination.hashParts, value)}`;
}

function takeApart(href: string, host: string, clickIdParameters: readonly string[]): Destination {
  const hashAt = href.indexOf("#");
  const body = hashAt < 0 ? href : href.slice(0, hashAt);
  const queryAt = body.indexOf("?");
  const names = new Set<string>();
  const query = body
    .slice(queryAt < 0 ? body.length : queryAt + 1)
    .split("&")
    .map((raw) => {
      const { name } = readPair(raw);
      names.add(name);
      return clickIdParameters.includes(name) ? `${raw.split("=", 1)[0]}=${markOf("click_id")}` : raw;
    })
    .join("&");
  const path = queryAt < 0 ? body : body.slice(0, queryAt);
  return {
    parts: splitAtMarks(query === "" ? path : `${path}?${query}`),
    hashParts: splitAtMarks(hashAt < 0 ? "" : href.slice(hashAt)),
    hasQuery: query !== "",
    names,
    host,
  };
}

function fill(parts: readonly string[], value: MacroValue): string {
  if (parts.length === 1) return parts[0] ?? "";
  return parts.map((part, index) => (index % 2 === 0 ? part : encodeValue(value(part)))).join("");
}

/** A value of dots alone would be read as a step up the path. */
function encodeValue(value: string): string {
  return /^\.{1,2}$/.test(value) ? "" : encodeURIComponent(value.replace(/\p{Cs}/gu, "\ufffd"));
}

function splitAtMarks(text: string): readonly string[] {
  return text
    .split(MARK)
    .map((part, index) => (index % 2 === 0 ? part : (MACROS[Number.parseInt(part, 36)] ?? "")));
}
