import * as z from "zod/mini";
import { createKeyRequest, rotateKeyRequest } from "../../../contracts/api/keys.ts";
import { type AffiliateId, isId } from "../../../core/shared/id.ts";
import { deriveSecret } from "../../../platform/keys.ts";
import { createKey, listKeys, revokeKey } from "../../../services/keys/keys.ts";
import { rotateKey } from "../../../services/keys/rotate-key.ts";
import type { ApiKey } from "../../../services/keys/write-key.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams } from "../list.ts";
import { noFields, optionalBody, pageRequestOf, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { type Call, defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { keyView, newKeyView, showKey } from "../views/key.ts";
import { listOf } from "../views/schema.ts";

/** API keys. */
export const keyRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/keys",
    permission: "keys:write",
    summary: "Creates a key with scopes that the caller has; the answer is the only one to hold the key.",
    body: createKeyRequest,
    answers: { 201: newKeyView },
    handler: async (call) => {
      const { body } = call;
      const input = {
        name: body.name,
        kind: body.kind,
        scopes: "scopes" in body ? body.scopes : undefined,
        allowedHosts: "allowed_hosts" in body ? body.allowed_hosts : undefined,
        allowedAddresses: "allowed_addresses" in body ? body.allowed_addresses : undefined,
        affiliateId: "affiliate_id" in body ? (body.affiliate_id as AffiliateId | undefined) : undefined,
        expiresAt: instantOf(body.expires_at),
      };
      return answerNew(call, unwrap(await createKey(call.context, input, maker(call))));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/keys",
    permission: "keys:read",
    summary: "Lists keys, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(keyView) },
    handler: async ({ context, query }) => {
      const page = pageRequestOf(query, (after) => isId("key", after));
      return Response.json(listBody(await listKeys(context, page), showKey));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/keys/:id/rotate",
    permission: "keys:write",
    summary: "Makes a key in the place of another, which works on for an overlap; the answer alone holds it.",
    params: pathIds({ id: "key" }),
    body: optionalBody(rotateKeyRequest),
    answers: { 201: newKeyView },
    handler: async (call) => {
      const { overlap_seconds, expires_at } = call.body;
      const rotation = {
        overlapMs: overlap_seconds * 1_000,
        expiresAt: instantOf(expires_at),
        ...maker(call),
      };
      const made = unwrap(await rotateKey(call.context, call.params.id, rotation));
      return answerNew(call, made, [call.params.id]);
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/keys/:id/revoke",
    permission: "keys:write",
    summary: "Revokes a key: at once here, and at the edge within a minute.",
    params: pathIds({ id: "key" }),
    body: noFields,
    answers: { 200: keyView },
    handler: async (call) => {
      const key = unwrap(await revokeKey(call.context, call.params.id));
      publishChanges(call, [key.id]);
      return Response.json(showKey(key));
    },
  }),
];

const maker = ({ caller, env }: Pick<Call, "caller" | "env">) => ({
  grantor: { scopes: [...caller.permissions] },
  pepper: env.API_KEY_PEPPER,
});

/** The one answer that holds a key, with what follows from its id and can be shown again. */
function answerNew(
  call: Pick<Call, "context" | "env" | "onceCommitted">,
  { key, ...shown }: ApiKey & { readonly key: string },
  replaced: readonly string[] = [],
): Response {
  publishChanges(call, [shown.id, ...replaced]);
  const pepper = call.env.API_KEY_PEPPER;
  // What signs the orders of a pixel.
  const pixel = shown.kind === "publishable" ? { pixel_secret: deriveSecret(pepper, "pixel", shown.id) } : {};
  return Response.json({ ...showKey(shown), key, ...pixel, ...s3Access(shown, pepper) }, { status: 201 });
}

/** What signs requests to the S3 door, of a key that may take exports out. */
function s3Access({ id, kind, scopes }: ApiKey, pepper: string) {
  const mayExport = kind.startsWith("secret_") && scopes.includes("exports:read");
  return mayExport ? { s3: { access_key_id: id, secret_access_key: deriveSecret(pepper, "s3", id) } } : {};
}
