import * as z from "zod/mini";
import { findDocument, listDocuments } from "../../../services/documents/read-documents.ts";
import { listYearlyTotals } from "../../../services/documents/yearly-totals.ts";
import { listTaxForms } from "../../../services/tax-forms/tax-forms.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { noQuery, orNotFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { serveDocument } from "../serve-document.ts";
import {
  documentView,
  showDocument,
  showWholeDocument,
  showYearlyTotal,
  wholeDocument,
  yearlyTotalView,
} from "../views/document.ts";
import { listOf } from "../views/schema.ts";
import { showTaxForm, taxFormView } from "./tax-forms.ts";
import { year } from "./yearly-totals.ts";

/** Documents of an affiliate's own, by the key that says whose it is. */
export const portalDocumentRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/documents",
    permission: "portal:read",
    summary: "Lists documents of one's payouts, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(documentView) },
    handler: async (call) => {
      const { query } = call;
      const page = pageRequest(query);
      const documents = await listDocuments(call.context, { affiliateId: ownAffiliate(call) }, page);
      return Response.json(listBody(documents, showDocument));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/documents/:id",
    permission: "portal:read",
    summary: "Shows a document of one's own with all that it says.",
    params: pathIds({ id: "doc" }),
    answers: { 200: wholeDocument },
    handler: async (call) => Response.json(showWholeDocument(await ownDocument(call))),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/documents/:id/pdf",
    permission: "portal:read",
    summary: "Takes out a document of one's own as PDF.",
    params: pathIds({ id: "doc" }),
    answers: { 200: { files: ["application/pdf"] } },
    handler: async (call) => serveDocument(call, await ownDocument(call)),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/tax-forms",
    permission: "portal:read",
    summary: "Shows where one stands with one's tax forms.",
    query: noQuery,
    answers: { 200: listOf(taxFormView) },
    handler: async (call) => {
      const rows = orNotFound(await listTaxForms(call.context, ownAffiliate(call)));
      const { now } = call.context;
      return Response.json(listBody({ rows, nextAfter: null }, (row) => showTaxForm(row, now)));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/yearly-totals",
    permission: "portal:read",
    summary: "Lists what one was paid in a year, less what came back.",
    query: z.strictObject({ ...pageParams, year }),
    answers: { 200: listOf(yearlyTotalView) },
    handler: async (call) => {
      const { query } = call;
      const filter = { year: query.year, affiliateId: ownAffiliate(call) };
      const page = await listYearlyTotals(call.context, filter, pageRequest(query));
      return Response.json(listBody(page, showYearlyTotal(query.year)));
    },
  }),
];

async function ownDocument(call: Call) {
  return orNotFound(await findDocument(call.context, pathId("doc", call.params.id), ownAffiliate(call)));
}
