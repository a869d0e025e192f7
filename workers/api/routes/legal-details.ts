import * as z from "zod/mini";
import {
  agreeToSelfBillingRequest,
  putLegalDetailsRequest,
  setSeriesRequest,
} from "../../../contracts/api/documents.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import { findLegalDetails, setLegalDetails } from "../../../services/documents/legal-details.ts";
import {
  agreeToSelfBilling,
  endSelfBilling,
  listSelfBilling,
} from "../../../services/documents/self-billing.ts";
import { listSeries, setSeriesPrefix } from "../../../services/documents/series.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { orNotFound, pathId, readOptionalJson } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { type Call, defineRoute } from "../route.ts";
import { readDocumentKind, showLegalDetails, showSelfBilling, showSeries } from "../views/document.ts";

const noFields = z.strictObject({});

/** What documents are made from: who the parties are, what was agreed, and how they are numbered. */
export const legalDetailsRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/legal-details",
    permission: "documents:read",
    summary: "Shows the merchant as its documents show it.",
    handler: (call) => show(call, null),
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/legal-details",
    permission: "documents:write",
    summary: "Sets how documents to come show the merchant.",
    handler: (call) => set(call, null),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/legal-details",
    permission: "documents:read",
    summary: "Shows an affiliate as its documents show it.",
    handler: (call) => show(call, pathId("aff", call.params.id)),
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/affiliates/:id/legal-details",
    permission: "documents:write",
    summary: "Sets how documents to come show an affiliate.",
    handler: (call) => set(call, pathId("aff", call.params.id)),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/self-billing",
    permission: "documents:read",
    summary: "Lists an affiliate's agreements on self-billing, the last first.",
    handler: async ({ context, params, query }) => {
      readQuery(query, noFields);
      const rows = orNotFound(await listSelfBilling(context, pathId("aff", params.id)));
      return Response.json(listBody({ rows, nextAfter: null }, showSelfBilling));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/self-billing",
    permission: "documents:write",
    summary: "Notes that an affiliate agreed to be billed in its name, from now on.",
    handler: async ({ context, params, request }) => {
      const affiliateId = pathId("aff", params.id);
      const { terms } = await readJson(request, agreeToSelfBillingRequest);
      const agreed = unwrap(await agreeToSelfBilling(context, affiliateId, terms));
      return Response.json(showSelfBilling(agreed), { status: 201 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/self-billing/end",
    permission: "documents:write",
    summary: "Ends the agreement that stands.",
    handler: async ({ context, params, request }) => {
      await readOptionalJson(request, noFields);
      const ended = orNotFound(await endSelfBilling(context, pathId("aff", params.id)));
      return Response.json(showSelfBilling(ended));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/document-series",
    permission: "documents:read",
    summary: "Lists how documents of each kind are numbered.",
    handler: async ({ context, query }) => {
      readQuery(query, noFields);
      return Response.json(listBody({ rows: await listSeries(context), nextAfter: null }, showSeries));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/document-series/:kind",
    permission: "documents:write",
    summary: "Sets what stands before the numbers to come of a kind.",
    handler: async ({ context, params, request }) => {
      const kind = orNotFound(readDocumentKind(params.kind));
      const { prefix } = await readJson(request, setSeriesRequest);
      return Response.json(showSeries(unwrap(await setSeriesPrefix(context, kind, prefix))));
    },
  }),
];

async function show(
  { context, query }: Call<undefined, URLSearchParams>,
  affiliateId: AffiliateId | null,
): Promise<Response> {
  readQuery(query, noFields);
  return Response.json(showLegalDetails(orNotFound(await findLegalDetails(context, affiliateId))));
}

async function set({ context, request }: Call, affiliateId: AffiliateId | null): Promise<Response> {
  const given = await readJson(request, putLegalDetailsRequest);
  const input = {
    ...{ name: given.name, addressLine1: given.address_line1, addressLine2: given.address_line2 },
    ...{ postalCode: given.postal_code, city: given.city, region: given.region, country: given.country },
    ...{ companyNumber: given.company_number, vatId: given.vat_id, vatRateBps: given.vat_rate_bps },
  };
  return Response.json(showLegalDetails(unwrap(await setLegalDetails(context, affiliateId, input))));
}
