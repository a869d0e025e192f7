import { type KeyKind, parseKey } from "../../core/access/key-format.ts";

/**
 * Takes the API key out of `Authorization: Bearer …`, or null. A key whose form or checksum is wrong
 * is null as well: it never reaches a store.
 */
export function bearerKey(request: Request): { readonly key: string; readonly kind: KeyKind } | null {
  const [scheme, key, ...rest] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !key || rest.length > 0) return null;
  const parsed = parseKey(key);
  return parsed ? { key, kind: parsed.kind } : null;
}
