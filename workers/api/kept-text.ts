import { sha256Hex } from "../../platform/sha256.ts";

/** A text that is served as it is, and what names this state of it. */
export type KeptText = { readonly text: string; readonly etag: string };

const CACHE = "public, max-age=300";
/** What shows a text and nothing else. */
export const PLAIN_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Keeps a text to be served. */
export const keepText = (text: string): KeptText => ({ text, etag: `"${sha256Hex(text).slice(0, 32)}"` });

/** Headers of what is served as it is: under which policy a browser shows it. */
export function keptHeaders(policy: string): Record<string, string> {
  return {
    "Cache-Control": CACHE,
    "Content-Security-Policy": policy,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}

/** Answers with a text, or 304 to who has it. */
export function answerKept(
  { headers }: Request,
  type: string,
  { text, etag }: KeptText,
  policy = PLAIN_POLICY,
): Response {
  const kept = { ...keptHeaders(policy), ETag: etag };
  const asked = (headers.get("If-None-Match") ?? "")
    .split(",")
    .map((each) => each.trim().replace(/^W\//, ""));
  if (asked.includes(etag)) return new Response(null, { status: 304, headers: kept });
  return new Response(text, { headers: { ...kept, "Content-Type": type } });
}
