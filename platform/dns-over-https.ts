import { readAnswer } from "./read-answer.ts";

/** How long a resolver may take, its whole answer included. */
const LIMIT_MS = 5_000;
/** Largest answer that is read; a name has a handful of TXT records of 255 bytes. */
const ANSWER_BYTES_MAX = 65_536;
/** Response codes that answer the question: no error, and no such name (RFC 1035, section 4.1.1). */
const NO_ERROR = 0;
const NO_SUCH_NAME = 3;
const TXT = 16;
/** Addresses of both families (RFC 1035, section 3.2.2; RFC 3596). */
const ADDRESS_TYPES = { A: 1, AAAA: 28 } as const;

/**
 * Asks a resolver for the TXT records of a name, by HTTPS in the JSON form that public resolvers share
 * (`application/dns-json`).
 *
 * @returns the texts, the parts of each joined; none if there is no such name or no such record. Throws
 *   while the resolver is away, refuses, or cannot tell.
 */
export function dnsOverHttps(resolverUrl: string): (name: string) => Promise<readonly string[]> {
  return async (name) => (await ask(resolverUrl, name, { type: "TXT", code: TXT })).map(textOf);
}

/** As `dnsOverHttps`, of the addresses of a name, of both families. */
export function addressesOverHttps(resolverUrl: string): (name: string) => Promise<readonly string[]> {
  return async (name) => {
    const types = Object.entries(ADDRESS_TYPES);
    const found = await Promise.all(types.map(([type, code]) => ask(resolverUrl, name, { type, code })));
    return found.flat();
  };
}

async function ask(
  resolverUrl: string,
  name: string,
  { type, code }: { readonly type: string; readonly code: number },
): Promise<readonly string[]> {
  const url = new URL(resolverUrl);
  url.searchParams.set("name", name);
  url.searchParams.set("type", type);
  const response = await fetch(url, {
    headers: { accept: "application/dns-json" },
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the resolver answered ${response.status}`);
  }
  return recordsOf(JSON.parse(await readAnswer(response, ANSWER_BYTES_MAX, "the resolver's")), code);
}

function recordsOf(answer: unknown, type: number): readonly string[] {
  const { Status: status, Answer: records } = (answer ?? {}) as { Status?: unknown; Answer?: unknown };
  if (status === NO_SUCH_NAME) return [];
  if (status !== NO_ERROR) throw new Error(`the resolver cannot tell: code ${String(status)}`);
  if (!Array.isArray(records)) return [];
  return records.flatMap((record: { type?: unknown; data?: unknown } | null) =>
    record?.type === type && typeof record.data === "string" ? [record.data] : [],
  );
}

/** The parts of a record come each in quotation marks, with `\` before a sign that would end one; or bare. */
function textOf(data: string): string {
  const parts = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, part = ""]) => part);
  return parts.length === 0
    ? data
    : parts.join("").replace(/\\(\d{3}|.)/gs, (_, escaped: string) => unescaped(escaped));
}

function unescaped(escaped: string): string {
  return escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped;
}
