import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import {
  listAffiliateLogins,
  removeAffiliateLogin,
  restoreAffiliateLogin,
} from "../../../services/affiliates/logins.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { noFields, noQuery, orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { loginView, showLogin } from "../views/login.ts";
import { listOf } from "../views/schema.ts";

const loginPath = pathIds({ id: "aff", person_id: "per" });

/** Who calls the portal as an affiliate. */
export const affiliateLoginRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/logins",
    permission: "affiliates:read",
    summary: "Lists who is and was the login of an affiliate.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: listOf(loginView) },
    handler: async ({ context, params }) => {
      const rows = orNotFound(await listAffiliateLogins(context, params.id));
      return Response.json(listBody({ rows, nextAfter: null }, showLogin));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/logins/:person_id/remove",
    permission: "affiliates:write",
    summary: "Has a person be the login of an affiliate no more, at once.",
    params: loginPath,
    body: noFields,
    answers: { 200: loginView },
    handler: async ({ context, params }) =>
      Response.json(showLogin(unwrap(await removeAffiliateLogin(context, params.id, params.person_id)))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/logins/:person_id/restore",
    permission: "payout_methods:write",
    summary:
      "Has a person that was removed be the login of the affiliate again, which may say where that one is paid.",
    params: loginPath,
    body: noFields,
    answers: { 200: loginView },
    handler: async ({ context, params, env }) => {
      const keys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
      const restored = await restoreAffiliateLogin(context, params.id, params.person_id, keys);
      return Response.json(showLogin(unwrap(restored)));
    },
  }),
];
