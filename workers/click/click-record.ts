import { SUB_IDS } from "../../core/link/parameters.ts";
import { type QueryPair, queryValue } from "../../core/link/query.ts";
import { cleanLine } from "../../core/shared/text.ts";

const REFERRER_HOST_CHARS_MAX = 255;
const SUB_ID_CHARS_MAX = 255;
const ASN_MAX = 4_294_967_295;
/** A language range (BCP 47) as browsers send it first. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}(?=$|[,;\s])/;

/** What a request says of its visitor's place and language. */
export type Place = {
  readonly country: string | null;
  readonly region: string | null;
  readonly asn: number | null;
  readonly language: string | null;
};

/**
 * The host of an address as nearly every browser sends it: lower case, and its last label begins with a
 * letter, so that no parser takes it for a number. The rest is parsed in full.
 */
const PLAIN_HOST =
  /^https?:\/\/((?:[a-z0-9_](?:[a-z0-9_]|-(?!-))*\.)*[a-z][a-z0-9]*)(?::\d{1,4})?(?:[/?#]|$)/;

/** The host alone: a full address may hold what a visitor searched for or who they are. */
export function referrerHostOf(referrer: string | null): string | null {
  if (!referrer) return null;
  const plain = PLAIN_HOST.exec(referrer)?.[1];
  if (plain !== undefined) return plain.slice(0, REFERRER_HOST_CHARS_MAX);
  if (!URL.canParse(referrer)) return null;
  return cleanLine(new URL(referrer).hostname, REFERRER_HOST_CHARS_MAX) || null;
}

/**
 * `sub1` to `sub8` in order, empty where not given; no element if none is.
 *
 * @param aliases other names of theirs, by which another system's links carry them
 */
export function subIdsOf(
  query: readonly QueryPair[],
  aliases: Readonly<Record<string, string>> | undefined,
): string[] {
  if (query.length === 0) return [];
  const values: (string | null)[] = SUB_IDS.map((name) => queryValue(query, name));
  for (const { name, value } of query) {
    const meant = aliases && Object.hasOwn(aliases, name) ? SUB_IDS.indexOf(aliases[name] as never) : -1;
    if (meant >= 0) values[meant] ??= value;
  }
  if (values.every((value) => value === null)) return [];
  return values.map((value) => cleanLine(value ?? "", SUB_ID_CHARS_MAX));
}

/** Every field of `cf`, which comes with the request, may be absent. No network has the number 0 (RFC 7607). */
export function placeOf(cf: unknown, headers: Headers): Place {
  const { country, regionCode, asn } = (cf ?? {}) as {
    readonly country?: unknown;
    readonly regionCode?: unknown;
    readonly asn?: unknown;
  };
  const languages = headers.get("accept-language");
  return {
    country: typeof country === "string" && /^[A-Z0-9]{2}$/.test(country) ? country : null,
    region: typeof regionCode === "string" && /^[A-Z0-9]{1,3}$/.test(regionCode) ? regionCode : null,
    asn: typeof asn === "number" && Number.isInteger(asn) && asn > 0 && asn <= ASN_MAX ? asn : null,
    language: languages === null ? null : (LANGUAGE.exec(languages.toLowerCase())?.[0] ?? null),
  };
}
