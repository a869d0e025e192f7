/** What a signature covers of a request (AWS Signature Version 4). */
export type SignedParts = {
  readonly method: string;
  /** Percent-encoded, as it stands in the address. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** The names in the order in which they were signed, and what the request says under each. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly payloadHash: string;
};

/**
 * Writes the canonical request. Clients differ in what they encode, so path and query are decoded and
 * encoded anew. Throws `URIError` where path or query are no percent-encoded UTF-8.
 */
export function canonicalRequest({ method, path, query, headers, payloadHash }: SignedParts): string {
  return [
    method,
    encodePath(decodeURIComponent(path)),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, " ")}`),
    "",
    headers.map(([name]) => name).join(";"),
    payloadHash,
  ].join("\n");
}

/** Reads a query into its pairs; a plus stands for a space. Throws `URIError` for what is not UTF-8. */
export function readPairs(query: string): readonly (readonly [name: string, value: string])[] {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", ...value] = part.split("=");
      return [decodePlus(name), decodePlus(value.join("="))] as const;
    });
}

/** Percent-encodes all but the unreserved characters (RFC 3986, section 2.3), as S3 wants it. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As `encodeStrictly`, and leaves the slashes between the parts of a name. */
export const encodePath = (path: string): string => path.split("/").map(encodeStrictly).join("/");

const decodePlus = (part: string): string => decodeURIComponent(part.replaceAll("+", " "));

/** In the order of the encoded names, and of the values where names are the same; without the signature itself. */
function canonicalQuery(query: string): string {
  return readPairs(query)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
