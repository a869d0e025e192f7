import { REFUSED_BODY_CHARS_MAX } from "../../contracts/refused-report.ts";
import { cleanLine } from "../../core/shared/text.ts";
import { RequestError } from "../shared/errors.ts";
import { decodeUtf8, jsonOf, readAnyJson, readBytes } from "../shared/read-json.ts";

/** A parameter as it came; `problem` says why its value is no text. */
export type Pair = readonly [name: string, value: string, problem?: string];
/** Parameters under our names of them; those that were empty are left out. */
export type Parameters = Readonly<Record<string, string>>;

const FORM = "application/x-www-form-urlencoded";
/** What `fetch` and `sendBeacon` say of text, for which a page need not ask first, and of JSON. */
const OF_PAGES = new Set(["application/json", "text/plain", ""]);
/** Digits that a JSON number surely keeps. */
const EXACT_DIGITS_MAX = 15;
const NO_TEXT = "must be text or a number";
const NOT_UTF8 = "must be UTF-8";
const NOT_EXACT = "must be text, since a number of so many digits is not exact";
/** API keys, and addresses of visitors, wherever they stand in a text. */
const KEYS = /tb_(?:live|test|pk|pb)_[0-9A-Za-z]+/g;
const ADDRESSES = /\b(?:\d{1,3}\.){3}\d{1,3}\b|(?:[0-9a-f]{0,4}(?::|%3a)){3,7}[0-9a-f]{0,4}/gi;
/** Letters of a parameter that are kept of a report that was refused. */
const KEPT_CHARS_MAX = 512;

/** A body as a report reads it: its parameters, or why they cannot be read. */
export type ReportBody = { readonly pairs: readonly Pair[]; readonly unread: UnreadBody | null };
/** A body that cannot be read: what its sender is told, and what a bad row keeps of it. */
export type UnreadBody = { readonly error: RequestError; readonly text: string };

/** The body of a call that has none. */
export const NO_BODY: ReportBody = { pairs: [], unread: null };

/** The parameters of an address. */
export function queryPairs(address: string): readonly Pair[] {
  return encodedPairs(new URL(address).search.slice(1));
}

/**
 * Reads `a=b&c=d`. A value of letters that are not UTF-8 stays encoded: decoded, all such letters would be one, and two
 * orders that differ in them alone would be one order.
 */
function encodedPairs(text: string): readonly Pair[] {
  return text.split("&").flatMap((part) =>
    // After a sign, since a question mark at the beginning would be left out.
    [...new URLSearchParams(`&${part}`)].map(([name, value]): Pair => {
      return value.includes("\ufffd") ? [name, part.slice(part.indexOf("=") + 1), NOT_UTF8] : [name, value];
    }),
  );
}

/**
 * Reads the body of a report by `parse`, one of those below. What it refuses is told, not thrown: 400 for what
 * is not JSON in UTF-8, 413, 415, 422 for what is neither a form in UTF-8 nor a JSON object.
 */
export async function readBody(
  request: Request,
  parse: (bytes: Uint8Array, type: string) => readonly Pair[],
): Promise<ReportBody> {
  let bytes: Uint8Array = new Uint8Array();
  try {
    bytes = await readBytes(request);
    return { pairs: parse(bytes, mediaType(request)), unread: null };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { pairs: [], unread: { error, text: keptText(bytes) } };
  }
}

/** The parameters that a network posts: a form or a JSON object; none for no body. */
export function postedPairs(bytes: Uint8Array, type: string): readonly Pair[] {
  if (type === "application/json") return jsonPairs(jsonOf(bytes));
  if (bytes.length === 0) return [];
  if (type !== FORM) {
    throw new RequestError("unsupported_media_type", `Send the parameters as a query, ${FORM} or JSON.`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) throw invalid("body", "must be UTF-8");
  return encodedPairs(text);
}

/** The parameters that a script of a page sends, as a JSON object. */
export function pagePairs(bytes: Uint8Array, type: string): readonly Pair[] {
  refuseOfPages(type);
  return jsonPairs(jsonOf(bytes));
}

/** Reads JSON that a script of a page sent. Throws `RequestError` 400, 413, 415. */
export async function readPageJson(request: Request): Promise<unknown> {
  refuseOfPages(mediaType(request));
  return readAnyJson(request);
}

function refuseOfPages(type: string): void {
  if (OF_PAGES.has(type)) return;
  throw new RequestError("unsupported_media_type", "Send JSON as application/json or text/plain.");
}

/** The members of a JSON object as parameters; null is absent. Throws `RequestError` 422 for what is no object. */
function jsonPairs(json: unknown): readonly Pair[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalid("body", "must be a JSON object");
  }
  return Object.entries(json).flatMap(([name, value]): readonly Pair[] => {
    if (value === null) return [];
    if (typeof value === "string") return [[name, value]];
    // What is in a list or an object is not looked at: it may be deep.
    if (typeof value === "object") return [[name, Array.isArray(value) ? "[…]" : "{…}", NO_TEXT]];
    const text = String(value);
    if (typeof value !== "number") return [[name, text, NO_TEXT]];
    const isExact = text.replace(/\D/g, "").length <= EXACT_DIGITS_MAX;
    return isExact ? [[name, text]] : [[name, text, NOT_EXACT]];
  });
}

/** A body that could not be read, as a bad row keeps it: without keys and addresses of visitors, cut to a bound. */
function keptText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
  return text.replace(KEYS, "tb_…").replace(ADDRESSES, "…").slice(0, REFUSED_BODY_CHARS_MAX);
}

/** The media type of a body, in lower case and without its parameters. */
function mediaType(request: Request): string {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

/**
 * Picks the parameters that have a meaning; a caller may add others for its own use.
 *
 * @param aliases other names of theirs, by which another system's calls carry them
 * @returns the parameters, and what is wrong with the first that is no text, or was given twice with different values
 */
export function pickParameters(
  pairs: readonly Pair[],
  names: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): { readonly parameters: Parameters; readonly fault: RequestError | null } {
  const found = new Map<string, string>();
  let fault: RequestError | null = null;
  for (const [given, value, problem] of pairs) {
    const name = Object.hasOwn(aliases, given) ? (aliases[given] ?? given) : given;
    if (value === "" || !names.includes(name)) continue;
    if (problem !== undefined) fault ??= invalid(name, problem);
    if (found.has(name) && found.get(name) !== value) fault ??= invalid(name, "must be given once");
    found.set(name, value);
  }
  return { parameters: Object.fromEntries(found), fault };
}

/** The parameters as every store keeps them, cut to a bound. */
export function keptParameters(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, cleanLine(value, KEPT_CHARS_MAX)]),
  );
}

/** A refusal that names one parameter. */
export function invalid(param: string, message: string): RequestError {
  return new RequestError("invalid_parameter", `${param} ${message}.`, [
    { param, code: "invalid_value", message },
  ]);
}
