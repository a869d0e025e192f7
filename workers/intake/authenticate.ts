import { type PublishedKey, publishedKey } from "../../contracts/published.ts";
import { parseKey } from "../../core/access/key-format.ts";
import type { Permission } from "../../core/access/permissions.ts";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import { isAllowedFrom } from "../../platform/address-range.ts";
import { hashApiKey } from "../../platform/keys.ts";
import { bearerKey } from "../shared/bearer.ts";
import { callerAddress, callerNetwork } from "../shared/caller-address.ts";
import { RequestError } from "../shared/errors.ts";
import { PublishedStore } from "../shared/published-store.ts";
import { isWithinLimit } from "../shared/rate-limit.ts";

/** What a key is looked up in, and when. */
export type KeyCheck = {
  readonly keys: PublishedStore<PublishedKey>;
  readonly kv: KVNamespace;
  readonly pepper: string;
  readonly nowMs: number;
  /** What counts calls of a key, and of a network with the key of a page. */
  readonly limits: Readonly<Record<"reports" | "pageReports", RateLimit | undefined>>;
};

/** Keys that a page or a network may be given; everything they can do is one call. */
export type OpenKind = "publishable" | "postback";

const WRONG_KIND: Readonly<Record<OpenKind, string>> = {
  publishable: "must be a publishable key; a secret key does not belong in a page",
  postback: "must be a postback key; a secret key does not belong in an address",
};
const EXAMPLE: Readonly<Record<OpenKind, string>> = { publishable: "tb_pk_…", postback: "tb_pb_…" };

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
 * key or one without the scope, 429 for too many calls in a minute, 503 while nobody can tell. A key that has the wrong form reaches no store.
 */
export async function authenticate(
  request: Request,
  { scope, ...check }: KeyCheck & { readonly scope: Permission },
): Promise<PublishedKey> {
  const bearer = bearerKey(request);
  if (!bearer)
    throw new RequestError("unauthenticated", "Send an API key as `Authorization: Bearer tb_live_…`.");
  const found = await findActive(bearer.key, check);
  if (!found) throw new RequestError("unauthenticated", "This API key is unknown, revoked or expired.");
  refuseElsewhere(found, request);
  const { kind, scopes } = found;
  if (!kind.startsWith("secret_")) throw new RequestError("forbidden", "This call needs a secret key.");
  if (!scopes.includes(scope)) throw new RequestError("forbidden", `This API key lacks the scope ${scope}.`);
  await holdToLimit(check.limits.reports, found.key_id);
  return found;
}

/**
 * Says which key a call of a page or a network bears: the one it names as `key`, or else that of its
 * `Authorization` header. Throws `RequestError` as `authenticate` does, naming `key`.
 */
export async function authenticateAs(
  kind: OpenKind,
  { named, request }: { readonly named: string | undefined; readonly request: Request },
  check: KeyCheck,
): Promise<PublishedKey> {
  const text = named || bearerKey(request)?.key;
  if (!text) throw refusal("unauthenticated", `is required: a key ${EXAMPLE[kind]}`);
  const parsed = parseKey(text);
  if (parsed && parsed.kind !== kind) throw refusal("forbidden", WRONG_KIND[kind]);
  const found = parsed && (await findActive(text, check));
  if (!found) throw refusal("unauthenticated", "is unknown, revoked or expired");
  refuseElsewhere(found, request);
  // All visitors of a shop share the key of its pages.
  const network = callerNetwork(request.headers) ?? "";
  if (kind === "publishable") await holdToLimit(check.limits.pageReports, `${found.key_id} ${network}`);
  else await holdToLimit(check.limits.reports, found.key_id);
  return found;
}

/** Throws `RequestError` 403 where a key may not be used from the address of the caller, or that is not known. */
function refuseElsewhere({ allowed_addresses: ranges = [] }: PublishedKey, request: Request): void {
  if (isAllowedFrom(callerAddress(request.headers), ranges)) return;
  throw new RequestError("forbidden", "This key may not be used from this address.");
}

async function holdToLimit(limit: RateLimit | undefined, key: string): Promise<void> {
  if (await isWithinLimit(limit, key)) return;
  throw new RequestError(
    "rate_limited",
    "Too many reports in this minute; please send this one again later.",
  );
}

/** Null for a key that is not known, or not good any more. */
async function findActive(text: string, check: KeyCheck): Promise<PublishedKey | null> {
  const found = await check.keys.find(check.kv, apiKeyKey(hashApiKey(text, check.pepper)));
  if (found.status === "away") throw new RequestError("unavailable", "The key cannot be checked right now.");
  if (found.status === "absent" || found.value.status !== "active") return null;
  const { expires_at_ms } = found.value;
  return expires_at_ms === null || check.nowMs < expires_at_ms ? found.value : null;
}

function refusal(code: "unauthenticated" | "forbidden", message: string): RequestError {
  return new RequestError(code, `key ${message}.`, [{ param: "key", code, message }]);
}
