/** One parameter of a query: as it is meant, and as it was written. */
export type QueryPair = { readonly name: string; readonly value: string; readonly raw: string };

/** Pairs read from one query; what is beyond is left alone. */
const PAIRS_MAX = 64;

/** Parts a query (without its `?`) into its parameters. What cannot be decoded stands for itself. */
export function parseQuery(query: string): readonly QueryPair[] {
  if (query === "") return [];
  const pairs: QueryPair[] = [];
  for (const raw of query.split("&", PAIRS_MAX)) {
    if (raw !== "") pairs.push(readPair(raw));
  }
  return pairs;
}

/** Reads one parameter, `name=value` or a name alone. */
export function readPair(raw: string): QueryPair {
  const equals = raw.indexOf("=");
  const name = decode(equals < 0 ? raw : raw.slice(0, equals));
  return { name, value: equals < 0 ? "" : decode(raw.slice(equals + 1)), raw };
}

/** The first value of a parameter, or null. */
export function queryValue(pairs: readonly QueryPair[], name: string): string | null {
  for (const pair of pairs) if (pair.name === name) return pair.value;
  return null;
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
