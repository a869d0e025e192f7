import { createKeyRequest, rotateKeyRequest } from "../../../contracts/api/keys.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import { deriveSecret } from "../../../platform/keys.ts";
import { type KeyRow, keyResource } from "../../../services/keys/key-resource.ts";
import { createKey, judgeKey } from "../../../services/keys/keys.ts";
import { rotateKey } from "../../../services/keys/rotate-key.ts";
import type { ApiKey } from "../../../services/keys/write-key.ts";
import { invalidFields, unwrap } from "../answer.ts";
import { optionalBody, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineResource } from "../resources/define-resource.ts";
import { type Call, defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { keyView, newKeyView, showKey } from "../views/key.ts";

/** API keys. */
export const keyRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/keys",
    permission: "keys:write",
    summary: "Creates a key with scopes that the caller has; the answer is the only one to hold the key.",
    body: createKeyRequest,
    beside: async (given) => problemsBeside(given),
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
  ...defineResource<KeyRow>({
    ...{ path: "/v1/keys", one: "an API key", many: "keys", resource: keyResource, schemas: {} },
    permissions: { read: "keys:read", write: "keys:write" },
    ...{ show: showKey, answer: keyView },
    publish: (call, rows) =>
      publishChanges(
        call,
        rows.map(({ id }) => id),
      ),
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
];

/** What is wrong with the addresses and the end of a key that has something else wrong. */
function problemsBeside({ allowed_addresses, expires_at }: Readonly<Record<string, unknown>>) {
  const isText = (text: unknown): text is string => typeof text === "string";
  const areTexts = Array.isArray(allowed_addresses) && allowed_addresses.every(isText);
  const allowedAddresses = areTexts ? allowed_addresses : [];
  const expiresAt = typeof expires_at === "string" ? new Date(expires_at) : undefined;
  return invalidFields(judgeKey({ now: new Date() }, { allowedAddresses, expiresAt }).problems).problems;
}

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
