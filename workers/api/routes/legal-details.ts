import * as z from "zod/mini";
import {
  agreeToSelfBillingRequest,
  putLegalDetailsRequest,
  setSeriesRequest,
} from "../../../contracts/api/documents.ts";
import { DOCUMENT_KINDS } from "../../../core/documents/document.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import { findLegalDetails, setLegalDetails } from "../../../services/documents/legal-details.ts";
import {
  agreeToSelfBilling,
  endSelfBilling,
  listSelfBilling,
} from "../../../services/documents/self-billing.ts";
import { listSeries, setSeriesPrefix } from "../../../services/documents/series.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { noFields, noQuery, orNotFound, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import {
  legalDetailsView,
  selfBillingView,
  seriesView,
  showLegalDetails,
  showSelfBilling,
  showSeries,
} from "../views/document.ts";
import { listOf } from "../views/schema.ts";

/** What documents are made from: who the parties are, what was agreed, and how they are numbered. */
export const legalDetailsRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/legal-details",
    permission: "documents:read",
    summary: "Shows the merchant as its documents show it.",
    query: noQuery,
    answers: { 200: legalDetailsView },
    handler: (call) => show(call, null),
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/legal-details",
    permission: "documents:write",
    summary: "Sets how documents to come show the merchant.",
    body: putLegalDetailsRequest,
    answers: { 200: legalDetailsView },
    handler: (call) => set(call, null),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/legal-details",
    permission: "documents:read",
    summary: "Shows an affiliate as its documents show it.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: legalDetailsView },
    handler: (call) => show(call, call.params.id),
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/affiliates/:id/legal-details",
    permission: "documents:write",
    summary: "Sets how documents to come show an affiliate.",
    params: pathIds({ id: "aff" }),
    body: putLegalDetailsRequest,
    answers: { 200: legalDetailsView },
    handler: (call) => set(call, call.params.id),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/self-billing",
    permission: "documents:read",
    summary: "Lists an affiliate's agreements on self-billing, the last first.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: listOf(selfBillingView) },
    handler: async ({ context, params }) => {
      const rows = orNotFound(await listSelfBilling(context, params.id));
      return Response.json(listBody({ rows, nextAfter: null }, showSelfBilling));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/self-billing",
    permission: "documents:write",
    summary: "Notes that an affiliate agreed to be billed in its name, from now on.",
    params: pathIds({ id: "aff" }),
    body: agreeToSelfBillingRequest,
    answers: { 201: selfBillingView },
    handler: async ({ context, params, body }) => {
      const affiliateId = params.id;
      const { terms } = body;
      const agreed = unwrap(await agreeToSelfBilling(context, affiliateId, terms));
      return Response.json(showSelfBilling(agreed), { status: 201 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/self-billing/end",
    permission: "documents:write",
    summary: "Ends the agreement that stands.",
    params: pathIds({ id: "aff" }),
    body: noFields,
    answers: { 200: selfBillingView },
    handler: async ({ context, params }) => {
      const ended = orNotFound(await endSelfBilling(context, params.id));
      return Response.json(showSelfBilling(ended));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/document-series",
    permission: "documents:read",
    summary: "Lists how documents of each kind are numbered.",
    query: noQuery,
    answers: { 200: listOf(seriesView) },
    handler: async ({ context }) => {
      return Response.json(listBody({ rows: await listSeries(context), nextAfter: null }, showSeries));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/document-series/:kind",
    permission: "documents:write",
    summary: "Sets what stands before the numbers to come of a kind.",
    params: z.object({ kind: z.enum(DOCUMENT_KINDS) }),
    body: setSeriesRequest,
    answers: { 200: seriesView },
    handler: async ({ context, params, body }) => {
      const { kind } = params;
      const { prefix } = body;
      return Response.json(showSeries(unwrap(await setSeriesPrefix(context, kind, prefix))));
    },
  }),
];

async function show({ context }: Call, affiliateId: AffiliateId | null): Promise<Response> {
  return Response.json(showLegalDetails(orNotFound(await findLegalDetails(context, affiliateId))));
}

async function set(
  { context, body: given }: Call<z.output<typeof putLegalDetailsRequest>>,
  affiliateId: AffiliateId | null,
): Promise<Response> {
  const input = {
    ...{ name: given.name, addressLine1: given.address_line1, addressLine2: given.address_line2 },
    ...{ postalCode: given.postal_code, city: given.city, region: given.region, country: given.country },
    ...{ companyNumber: given.company_number, vatId: given.vat_id, vatRateBps: given.vat_rate_bps },
  };
  return Response.json(showLegalDetails(unwrap(await setLegalDetails(context, affiliateId, input))));
}
