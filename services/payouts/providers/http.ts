import { readAnswer } from "../../../platform/read-answer.ts";

/** How long a provider may take, its whole answer included. */
const LIMIT_MS = 30_000;
/** Largest answer that is read. */
const ANSWER_BYTES_MAX = 8_388_608;

/** A call of a provider. */
export type ProviderCall = {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** What a provider answered, for good: it knows the request and took it or refused it. */
export type ProviderAnswer = { readonly status: number; readonly body: unknown };

/**
 * Calls a provider. Throws where the answer leaves open what became of the request: none in time, an error of
 * the server, too many requests, or something that is not JSON.
 */
export async function callProvider({ method, url, headers, body }: ProviderCall): Promise<ProviderAnswer> {
  const response = await fetch(url, {
    method,
    headers: { accept: "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const { status } = response;
  if (status >= 500 || status === 429 || status === 408 || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    throw new Error(`the provider answered ${status}`);
  }
  const text = await readAnswer(response, ANSWER_BYTES_MAX, "the provider's");
  return { status, body: text === "" ? null : JSON.parse(text) };
}

/** The member of an answer at a path, or undefined. */
export function memberOf(body: unknown, ...path: readonly (string | number)[]): unknown {
  let value = body;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[name];
  }
  return value;
}

/** As `memberOf`, of a text; undefined where there is none. */
export function textOf(body: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = memberOf(body, ...path);
  return typeof value === "string" ? value : undefined;
}
