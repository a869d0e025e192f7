import * as z from "zod/mini";
import { createKeyRequest } from "../../../contracts/api/management.ts";
import { isId } from "../../../core/shared/id.ts";
import { createKey, listKeys, revokeKey } from "../../../services/keys/keys.ts";
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
      const { name, kind, scopes, expires_at } = await readJson(call.request, createKeyRequest);
      const created = await createKey(
        call.context,
        { name, kind, scopes, expiresAt: instantOf(expires_at) },
        { grantor: call.key, pepper: call.env.API_KEY_PEPPER },
      );
      const { key, ...shown } = unwrap(created);
      await publishChanges(call, [shown.id]);
      return Response.json({ ...showKey(shown), key }, { status: 201 });
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
      await publishChanges(call, [key.id]);
      return Response.json(showKey(key));
    },
  }),
];
