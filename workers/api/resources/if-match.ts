import type { IfMatch } from "../../../services/resources/resource.ts";
import { invalid } from "../params.ts";

/** The version of a row as an entity tag (RFC 9110, 8.8.3). */
export const entityTag = (version: number): string => `"${version}"`;

/** Reads `If-Match` (RFC 9110, 13.1.1); undefined where the call has none. Throws `RequestError` 422 for what is none. */
export function readIfMatch(headers: Headers): IfMatch | undefined {
  const text = headers.get("If-Match")?.trim();
  if (text === undefined) return undefined;
  if (text === "*") return "any";
  const tags = text.split(",").map((tag) => /^"(\d{1,9})"$/.exec(tag.trim())?.[1]);
  if (tags.length > 10 || tags.includes(undefined)) {
    throw invalid("If-Match", 'must be the ETag of an earlier answer, e.g. "3", or *');
  }
  return tags.map(Number);
}
