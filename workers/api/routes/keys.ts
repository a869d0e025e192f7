import * as z from "zod/mini";
import { createKeyRequest } from "../../../contracts/api/keys.ts";
import { type AffiliateId, isId } from "../../../core/shared/id.ts";
import { deriveSecret } from "../../../platform/keys.ts";
import { type ApiKey, createKey, listKeys, revokeKey } from "../../../services/keys/keys.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams } from "../list.ts";
import { pageRequestOf, pathId } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { showKey } from "../views/entities.ts";

/** API keys. */
export const keyRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/keys",
    permission: "keys:write",
    summary: "Creates a key with scopes that the caller has; the answer is the only one to hold the key.",
    handler: async (call) => {
      const body = await readJson(call.request, createKeyRequest);
      const pepper = call.env.API_KEY_PEPPER;
      const created = await createKey(
        call.context,
        {
          name: body.name,
          kind: body.kind,
          scopes: "scopes" in body ? body.scopes : undefined,
          allowedHosts: "allowed_hosts" in body ? body.allowed_hosts : undefined,
          affiliateId: "affiliate_id" in body ? (body.affiliate_id as AffiliateId | undefined) : undefined,
          expiresAt: instantOf(body.expires_at),
        },
        { grantor: { scopes: [...call.caller.permissions] }, pepper },
      );
      const { key, ...shown } = unwrap(created);
      publishChanges(call, [shown.id]);
      // What signs the orders of a pixel; it follows from the id, so it can be shown again.
      const pixel =
        body.kind === "publishable" ? { pixel_secret: deriveSecret(pepper, "pixel", shown.id) } : {};
      return Response.json({ ...showKey(shown), key, ...pixel, ...s3Access(shown, pepper) }, { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/keys",
    permission: "keys:read",
    summary: "Lists keys, oldest first.",
    handler: async ({ context, query }) => {
      const page = pageRequestOf(readQuery(query, z.strictObject(pageParams)), (after) => isId("key", after));
      return Response.json(listBody(await listKeys(context, page), showKey));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/keys/:id/revoke",
    permission: "keys:write",
    summary: "Revokes a key: at once here, and at the edge within a minute.",
    handler: async (call) => {
      const key = unwrap(await revokeKey(call.context, pathId("key", call.params.id)));
      publishChanges(call, [key.id]);
      return Response.json(showKey(key));
    },
  }),
];

/** What signs requests to the S3 door, of a key that may take exports out; it follows from the id too. */
function s3Access({ id, kind, scopes }: ApiKey, pepper: string) {
  const mayExport = kind.startsWith("secret_") && scopes.includes("exports:read");
  return mayExport ? { s3: { access_key_id: id, secret_access_key: deriveSecret(pepper, "s3", id) } } : {};
}
