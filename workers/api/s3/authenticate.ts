import { isId, type KeyId, type WorkspaceId } from "../../../core/shared/id.ts";
import { withDatabase } from "../../../db/client.ts";
import { isAllowedFrom } from "../../../platform/address-range.ts";
import { deriveSecret } from "../../../platform/keys.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { findKeyById, type KeyOfCaller } from "../../../services/keys/find-key.ts";
import { isGood, noteKeyUse } from "../../../services/keys/judge-use.ts";
import { callerAddress } from "../../shared/caller-address.ts";
import type { ApiEnv } from "../env.ts";
import type { SignedParts } from "./canonical-request.ts";
import { type Authorization, readAuthorization } from "./read-authorization.ts";
import { S3Error } from "./s3-error.ts";
import { isSignedWith } from "./signature.ts";

/** How far the clock of a caller may be from ours. */
const SKEW_MS_MAX = 15 * 60_000;
const UNSIGNED = "UNSIGNED-PAYLOAD";
const NO_BODY = sha256Hex("");

/** Who may read the log of which workspace. */
export type LogReader = { readonly keyId: KeyId; readonly workspaceId: WorkspaceId };

/**
 * Finds the key of a signed request, and so the workspace whose log it may read. Asks Postgres, so a revoked key stops at once.
 *
 * Throws `S3Error` where the signature is missing, malformed, made too long ago or too far ahead, by a key
 * that is not there, or is not that of this very request; and where the key may not take exports out.
 */
export async function authenticateS3(
  request: Request,
  { env, now }: { readonly env: ApiEnv; readonly now: Date },
): Promise<LogReader> {
  const { search } = new URL(request.url);
  const query = search.slice(1);
  const authorization = readAuthorization(request.headers, query);
  judgeTime(authorization, now.getTime());
  judgeSignedHeaders(authorization, request.headers);
  const parts = signedParts(request, query, authorization);
  const { accessKeyId } = authorization;
  if (!isId("key", accessKeyId)) throw noSuchKey();
  return withDatabase(env, async (db) => {
    const key = await findKeyById(db, accessKeyId);
    if (!key || !isGood(key, now)) throw noSuchKey();
    judgeKey(key, { request, parts, authorization, pepper: env.API_KEY_PEPPER });
    await noteKeyUse(db, key, now);
    if (!key.kind.startsWith("secret_") || !key.scopes.includes("exports:read")) {
      throw new S3Error("AccessDenied", "This key does not have the scope exports:read.");
    }
    return { keyId: key.id, workspaceId: key.workspaceId };
  });
}

const noSuchKey = (): S3Error =>
  new S3Error("InvalidAccessKeyId", "There is no such access key, or it works no more.");

/** Holds a request to the key that it names: signed with what follows from it, and from where it may be used. */
function judgeKey(
  key: KeyOfCaller,
  {
    request,
    parts,
    authorization: { scope, signature },
    pepper,
  }: {
    readonly request: Request;
    readonly parts: SignedParts;
    readonly authorization: Authorization;
    readonly pepper: string;
  },
): void {
  if (!isSignedWith(deriveSecret(pepper, "s3", key.id), parts, scope, signature)) {
    throw new S3Error("SignatureDoesNotMatch", "The signature is not that of this request by this key.");
  }
  if (parts.payloadHash !== UNSIGNED && parts.payloadHash !== NO_BODY) {
    throw new S3Error("XAmzContentSHA256Mismatch", "Requests have no body here.");
  }
  if (!isAllowedFrom(callerAddress(request.headers), key.allowedAddresses)) {
    throw new S3Error("AccessDenied", "This key may not be used from this address.");
  }
}

function judgeTime({ timeMs, expiresSeconds }: Authorization, nowMs: number): void {
  if (expiresSeconds === null) {
    if (Math.abs(nowMs - timeMs) <= SKEW_MS_MAX) return;
    throw new S3Error("RequestTimeTooSkewed", "The time of the request is too far from that of the server.");
  }
  if (timeMs - nowMs > SKEW_MS_MAX) throw new S3Error("AccessDenied", "This address does not work yet.");
  if (nowMs >= timeMs + expiresSeconds * 1000) throw new S3Error("AccessDenied", "Request has expired");
}

/** What is not signed could be changed on the way, so nothing that bears on the answer may be left out. */
function judgeSignedHeaders({ signedHeaders }: Authorization, headers: Headers): void {
  const needed = ["host", ...[...headers.keys()].filter((name) => name.startsWith("x-amz-"))];
  const missing = needed.filter((name) => !signedHeaders.includes(name));
  if (missing.length === 0) return;
  throw new S3Error("AccessDenied", `Headers of the request are not signed: ${missing.join(", ")}.`);
}

function signedParts(request: Request, query: string, authorization: Authorization): SignedParts {
  const { signedHeaders, expiresSeconds } = authorization;
  const { host, pathname } = new URL(request.url);
  const stated = request.headers.get("x-amz-content-sha256");
  if (stated === null && expiresSeconds === null) {
    throw new S3Error("InvalidRequest", "The header x-amz-content-sha256 is missing.");
  }
  const signedValue = (name: string): string => {
    if (name === "host") return request.headers.get("host") ?? host;
    // The network before this Worker rewrites the header and keeps what came.
    const received = name === "accept-encoding" ? request.cf?.clientAcceptEncoding : undefined;
    return typeof received === "string" ? received : (request.headers.get(name) ?? "");
  };
  return {
    method: request.method,
    path: pathname,
    query,
    headers: signedHeaders.map((name) => [name, signedValue(name)] as const),
    payloadHash: stated ?? UNSIGNED,
  };
}
