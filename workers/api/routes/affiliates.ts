import * as z from "zod/mini";
import { createAffiliateRequest, updateAffiliateRequest } from "../../../contracts/api/affiliates.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { type AffiliateId, isId } from "../../../core/shared/id.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import {
  createAffiliate,
  getAffiliate,
  listAffiliates,
  updateAffiliate,
} from "../../../services/affiliates/affiliates.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams } from "../list.ts";
import { orNotFound, pageRequestOf, pathId } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { showAffiliate } from "../views/affiliate.ts";

/** Affiliates: who promotes and earns. */
export const affiliateRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/affiliates",
    permission: "affiliates:write",
    summary: "Creates an affiliate.",
    handler: async ({ context, request }) => {
      const { name, email, ...traits } = await readJson(request, createAffiliateRequest);
      const created = await createAffiliate(context, { name, email, ...givenOnly(traitsOf(traits)) });
      return Response.json(showAffiliate(unwrap(created)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates",
    permission: "affiliates:read",
    summary: "Lists affiliates, oldest first.",
    handler: async ({ context, query }) => {
      const page = pageRequestOf(readQuery(query, z.strictObject(pageParams)), (after) => isId("aff", after));
      return Response.json(listBody(await listAffiliates(context, page), showAffiliate));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id",
    permission: "affiliates:read",
    summary: "Shows an affiliate.",
    handler: async ({ context, params }) =>
      Response.json(showAffiliate(orNotFound(await getAffiliate(context, pathId("aff", params.id))))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/affiliates/:id",
    permission: "affiliates:write",
    summary: "Changes or suspends an affiliate; what is absent stays.",
    handler: async ({ context, request, params, env }) => {
      const id = pathId("aff", params.id);
      const { name, email, status, ...traits } = await readJson(request, updateAffiliateRequest);
      const change = givenOnly({ name, email, status, ...traitsOf(traits) });
      const keys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
      return Response.json(showAffiliate(unwrap(await updateAffiliate(context, id, change, keys))));
    },
  }),
];

/** What plans and policies ask about an affiliate, in the form of the verbs. */
function traitsOf({
  sponsor_id,
  currency,
  ...traits
}: Omit<z.output<typeof updateAffiliateRequest>, "name" | "email" | "status">) {
  return {
    ...traits,
    sponsorId: sponsor_id as AffiliateId | null | undefined,
    currency: currency as Currency | null | undefined,
  };
}
