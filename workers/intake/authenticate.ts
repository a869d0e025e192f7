import { type PublishedKey, publishedKey } from "../../contracts/published.ts";
import type { Permission } from "../../core/access/permissions.ts";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { bearerKey } from "../shared/bearer.ts";
import { RequestError } from "../shared/errors.ts";
import { PublishedStore } from "../shared/published-store.ts";

/** A store of API keys by `key:{keyed hash}`. */
export function createKeyStore(now: () => number): PublishedStore<PublishedKey> {
  return new PublishedStore((stored) => {
    const { success, data } = publishedKey.safeParse(stored);
    return success ? data : null;
  }, now);
}

/**
 * Says which key a request bears, if it may do what `scope` names.
 *
 * Throws `RequestError`: 401 for no key and for an unknown, revoked or expired one, 403 for a publishable
 * key or one without the scope, 503 while nobody can tell. A key that has the wrong form reaches no store.
 */
export async function authenticate(
  request: Request,
  options: {
    readonly keys: PublishedStore<PublishedKey>;
    readonly kv: KVNamespace;
    readonly pepper: string;
    readonly scope: Permission;
    readonly nowMs: number;
  },
): Promise<PublishedKey> {
  const bearer = bearerKey(request);
  if (!bearer)
    throw new RequestError("unauthenticated", "Send an API key as `Authorization: Bearer tb_live_…`.");
  const found = await options.keys.find(options.kv, apiKeyKey(hashApiKey(bearer.key, options.pepper)));
  if (found.status === "away") throw new RequestError("unavailable", "The key cannot be checked right now.");
  const isGood =
    found.status === "found" &&
    found.value.status === "active" &&
    (found.value.expires_at_ms === null || options.nowMs < found.value.expires_at_ms);
  if (!isGood) throw new RequestError("unauthenticated", "This API key is unknown, revoked or expired.");
  const { kind, scopes } = found.value;
  if (!kind.startsWith("secret_")) throw new RequestError("forbidden", "This call needs a secret key.");
  if (!scopes.includes(options.scope)) {
    throw new RequestError("forbidden", `This API key lacks the scope ${options.scope}.`);
  }
  return found.value;
}
