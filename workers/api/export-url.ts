import { decodeBase64url, encodeBase64url } from "../../core/shared/encoding.ts";
import { parseSecret } from "../../platform/keys.ts";

/** How long the address of an exported object can be used. */
export const EXPORT_URL_MS = 3_600_000;

/** What the signature of an object's address covers: nobody can change one without the others. */
export type ExportGrant = {
  readonly workspaceId: string;
  /** The object's name below the prefix of the workspace. */
  readonly object: string;
  readonly expiresAtMs: number;
};

/** Signs a grant with HMAC-SHA-256 under a key of 32 bytes in base64url. */
export async function signGrant(grant: ExportGrant, key: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await importKey(key), signedBytes(grant));
  return encodeBase64url(new Uint8Array(signature));
}

/** True if the grant was signed with the key and has not expired. Compares in constant time. */
export async function isGranted(
  grant: ExportGrant,
  { signature, key, nowMs }: { readonly signature: string; readonly key: string; readonly nowMs: number },
): Promise<boolean> {
  const bytes = decodeBase64url(signature);
  if (!bytes) return false;
  const isSigned = await crypto.subtle.verify("HMAC", await importKey(key), bytes, signedBytes(grant));
  return isSigned && nowMs < grant.expiresAtMs;
}

/** The one part that may hold any character comes last, so no two grants give the same bytes. */
function signedBytes({ workspaceId, object, expiresAtMs }: ExportGrant): Uint8Array {
  return new TextEncoder().encode(`export/v1\n${workspaceId}\n${expiresAtMs}\n${object}`);
}

function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", parseSecret(key), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
}
