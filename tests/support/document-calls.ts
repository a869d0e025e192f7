import type { MutatingCall } from "./mutating-call.ts";

/** A request of each route of documents and tax forms that changes something. */
export function callsOfDocuments(affiliateId: string): Readonly<Record<string, MutatingCall>> {
  const address = { name: "Acme", address_line1: "Street 1", city: "Berlin", country: "DE" };
  const of = `/v1/affiliates/${affiliateId}`;
  return {
    "PUT /v1/affiliates/:id/tax-forms/:kind": { path: `${of}/tax-forms/w9`, body: { status: "requested" } },
    "PUT /v1/legal-details": { path: "/v1/legal-details", body: address },
    "PUT /v1/affiliates/:id/legal-details": { path: `${of}/legal-details`, body: address },
    "POST /v1/affiliates/:id/self-billing": { path: `${of}/self-billing`, body: { terms: "2026-01" } },
    "POST /v1/affiliates/:id/self-billing/end": { path: `${of}/self-billing/end` },
    "PUT /v1/document-series/:kind": { path: "/v1/document-series/invoice", body: { prefix: "INV-" } },
  };
}
