import * as z from "zod/mini";
import { createPayoutTermsRequest } from "../../../contracts/api/payout-terms.ts";
import type { AffiliateId, ProgramId } from "../../../core/shared/id.ts";
import { addPayoutTerms, findTermsInForce, listPayoutTerms } from "../../../services/payouts/terms.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import {
  payoutTermsView,
  showPayoutTerms,
  showTermsInForce,
  termsInForceView,
} from "../views/payout-terms.ts";
import { listOf } from "../views/schema.ts";

const scopeParams = {
  affiliate_id: z.optional(idParam("aff")),
  program_id: z.optional(idParam("prg")),
};

/** Under which terms commissions are paid out, as immutable versions of four scopes. */
export const payoutTermsRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/payout-terms",
    permission: "payouts:prepare",
    summary: "Adds a version of the terms of a scope, in force from now or from a later time.",
    body: createPayoutTermsRequest,
    answers: { 201: payoutTermsView },
    handler: async ({ context, body }) => {
      const added = await addPayoutTerms(context, {
        affiliateId: (body.affiliate_id ?? null) as AffiliateId | null,
        programId: (body.program_id ?? null) as ProgramId | null,
        holdDays: body.hold_days ?? null,
        net: body.net ?? null,
        schedule: body.schedule ?? null,
        minimums: body.minimums ?? {},
        requiresTaxForm: body.requires_tax_form ?? null,
        requiresMethod: body.requires_method ?? null,
        countries: body.countries ?? null,
        methodKinds: body.method_kinds ?? null,
        payoutCurrency: body.payout_currency ?? null,
        effectiveFrom: instantOf(body.effective_from),
      });
      return Response.json(showPayoutTerms(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payout-terms",
    permission: "payouts:read",
    summary: "Lists versions of terms, oldest first.",
    query: z.strictObject({ ...pageParams, ...scopeParams }),
    answers: { 200: listOf(payoutTermsView) },
    handler: async ({ context, query }) => {
      const read = query;
      const page = pageRequest(read);
      const filter = { affiliateId: read.affiliate_id, programId: read.program_id };
      return Response.json(listBody(await listPayoutTerms(context, filter, page), showPayoutTerms));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payout-terms/in-force",
    permission: "payouts:read",
    summary: "Shows what applies now to an affiliate, a program, both, or the workspace.",
    query: z.strictObject(scopeParams),
    answers: { 200: termsInForceView },
    handler: async ({ context, query }) => {
      const read = query;
      const scope = { affiliateId: read.affiliate_id ?? null, programId: read.program_id ?? null };
      return Response.json(showTermsInForce(unwrap(await findTermsInForce(context, scope))));
    },
  }),
];
