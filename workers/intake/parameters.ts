import { cleanLine } from "../../core/shared/text.ts";
import { RequestError } from "../shared/errors.ts";
import { decodeUtf8, readAnyJson, readBytes } from "../shared/read-json.ts";

/** A parameter as it came. */
export type Pair = readonly [name: string, value: string];
/** Parameters under our names of them; those that were empty are left out. */
export type Parameters = Readonly<Record<string, string>>;

const FORM = "application/x-www-form-urlencoded";
/** What `fetch` and `sendBeacon` say of text, for which a page need not ask first, and of JSON. */
const OF_PAGES = new Set(["application/json", "text/plain", ""]);
/** Digits that a JSON number surely keeps. */
const EXACT_DIGITS_MAX = 15;
/** Letters of a parameter that are kept of a report that was refused. */
const KEPT_CHARS_MAX = 512;

/** The parameters of an address. */
export function queryPairs(address: string): readonly Pair[] {
  return [...new URL(address).searchParams];
}

/**
 * The parameters of a body, which is a form or a JSON object of texts and numbers; none for no body.
 * Throws `RequestError`: 400 for what is not JSON in UTF-8, 413, 415, 422 for a value that is neither.
 */
export async function bodyPairs(request: Request): Promise<readonly Pair[]> {
  if (request.method !== "POST" || request.body === null) return [];
  const type = mediaType(request);
  if (type === "application/json") return jsonPairs(await readAnyJson(request));
  const bytes = await readBytes(request);
  if (bytes.length === 0) return [];
  if (type !== FORM) {
    throw new RequestError("unsupported_media_type", `Send the parameters as a query, ${FORM} or JSON.`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) throw invalid("body", "must be UTF-8");
  return [...new URLSearchParams(text)];
}

/** Reads JSON that a script of a page sent; throws `RequestError` as `bodyPairs`. */
export async function readPageJson(request: Request): Promise<unknown> {
  if (!OF_PAGES.has(mediaType(request))) {
    throw new RequestError("unsupported_media_type", "Send JSON as application/json or text/plain.");
  }
  return readAnyJson(request);
}

/** The members of a JSON object as parameters; null is absent. Throws `RequestError` 422, naming the member. */
export function jsonPairs(json: unknown): readonly Pair[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalid("body", "must be a JSON object");
  }
  return Object.entries(json).flatMap(([name, value]): readonly Pair[] => {
    if (value === null) return [];
    if (typeof value === "string") return [[name, value]];
    if (typeof value !== "number") throw invalid(nameOf(name), "must be text or a number");
    const text = String(value);
    const isExact = text.replace(/\D/g, "").length <= EXACT_DIGITS_MAX;
    if (!isExact) throw invalid(nameOf(name), "must be text, since a number of so many digits is not exact");
    return [[name, text]];
  });
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
 * @returns the parameters, and the first that was given twice with different values, or null
 */
export function pickParameters(
  pairs: readonly Pair[],
  names: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): { readonly parameters: Parameters; readonly ambiguous: string | null } {
  const found = new Map<string, string>();
  let ambiguous: string | null = null;
  for (const [given, value] of pairs) {
    const name = Object.hasOwn(aliases, given) ? (aliases[given] ?? given) : given;
    if (value === "" || !names.includes(name)) continue;
    if (found.has(name) && found.get(name) !== value) ambiguous ??= name;
    found.set(name, value);
  }
  return { parameters: Object.fromEntries(found), ambiguous };
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

/** A name from outside, as an answer may hold it. */
const nameOf = (name: string): string => cleanLine(name, 64);
