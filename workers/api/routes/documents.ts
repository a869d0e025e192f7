import * as z from "zod/mini";
import { DOCUMENT_KINDS } from "../../../core/documents/document.ts";
import {
  findDocument,
  listDocuments,
  listWaitingDocuments,
} from "../../../services/documents/read-documents.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { serveDocument } from "../serve-document.ts";
import {
  documentView,
  showDocument,
  showWaitingDocument,
  showWholeDocument,
  waitingDocument,
  wholeDocument,
} from "../views/document.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  affiliate_id: z.optional(idParam("aff")),
  payout_id: z.optional(idParam("pay")),
  kind: z.optional(z.enum(DOCUMENT_KINDS, `must be one of ${DOCUMENT_KINDS.join(", ")}`)),
});

/** Statements and invoices of payouts, and what takes them back. */
export const documentRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/documents",
    permission: "documents:read",
    summary: "Lists documents of payouts, newest first.",
    query: listQuery,
    answers: { 200: listOf(documentView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const filter = { affiliateId: query.affiliate_id, payoutId: query.payout_id, kind: query.kind };
      return Response.json(listBody(await listDocuments(context, filter, page), showDocument));
    },
  }),
  // Before `/v1/documents/:id`, which would take it for a document.
  defineRoute({
    method: "GET",
    path: "/v1/documents/waiting",
    permission: "documents:read",
    summary: "Lists documents that could not be made yet, and what they wait for.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(waitingDocument) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listWaitingDocuments(context, page), showWaitingDocument));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/documents/:id",
    permission: "documents:read",
    summary: "Shows a document with all that it says.",
    params: pathIds({ id: "doc" }),
    answers: { 200: wholeDocument },
    handler: async ({ context, params }) => {
      return Response.json(showWholeDocument(orNotFound(await findDocument(context, params.id))));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/documents/:id/pdf",
    permission: "documents:read",
    summary: "Takes out a document as PDF.",
    params: pathIds({ id: "doc" }),
    answers: { 200: { files: ["application/pdf"] } },
    handler: async (call) => {
      return serveDocument(call, orNotFound(await findDocument(call.context, call.params.id)));
    },
  }),
];
