import * as z from "zod/mini";
import { decodeBase64url, encodeBase64url } from "../../core/shared/encoding.ts";
import type { Page, PageRequest } from "../../services/reading/page.ts";

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;

/** `limit` and `cursor` of a list, to be spread into the contract of its query. */
export const pageParams = {
  limit: z.optional(
    z.pipe(
      z.string().check(z.regex(/^([1-9]\d?|100)$/, `must be a whole number from 1 to ${LIMIT_MAX}`)),
      z.transform(Number),
    ),
  ),
  cursor: z.optional(
    z.pipe(
      z.string().check(
        z.maxLength(512),
        z.refine((text) => readCursor(text) !== null, "must be the next_cursor of an earlier answer"),
      ),
      z.transform(readCursor),
    ),
  ),
};

/** Which part of a list the query asks for. */
export function pageRequest(query: {
  readonly limit?: number | undefined;
  readonly cursor?: string | null | undefined;
}): PageRequest {
  return { limit: query.limit ?? LIMIT_DEFAULT, after: query.cursor ?? null };
}

/** The one form of lists: `{ object, data, has_more, next_cursor }`. */
export function listBody<Row>({ rows, nextAfter }: Page<Row>, view: (row: Row) => unknown): object {
  return {
    object: "list",
    data: rows.map(view),
    has_more: nextAfter !== null,
    next_cursor: nextAfter === null ? null : encodeBase64url(new TextEncoder().encode(nextAfter)),
  };
}

function readCursor(text: string): string | null {
  const bytes = decodeBase64url(text);
  if (!bytes || bytes.length === 0) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
