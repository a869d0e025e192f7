import * as z from "zod/mini";
import { currencyCode, timestamp } from "../../../contracts/text.ts";
import { COMMISSION_STATUSES } from "../../../core/commission/lifecycle.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { reviewCommission } from "../../../services/commissions/review-commission.ts";
import { findCommission, listCommissions } from "../../../services/reading/commissions.ts";
import { findStatement } from "../../../services/reading/statement.ts";
import { RequestError } from "../../shared/errors.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { asOfInstant, idParam, noFields, notFound, orNotFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { commissionView, showCommission } from "../views/commission.ts";
import { listOf } from "../views/schema.ts";
import { showStatement, statementView } from "../views/statement.ts";

const listQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(COMMISSION_STATUSES)),
  affiliate_id: z.optional(idParam("aff")),
  conversion_id: z.optional(idParam("cnv")),
  currency: z.optional(currencyCode),
  as_of: z.optional(timestamp),
});
const statementQuery = z.strictObject({ ...pageParams, as_of: z.optional(timestamp) });

/** Commissions, the review of held ones, and the statement of an affiliate. */
export const commissionRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/commissions",
    permission: "commissions:read",
    summary: "Lists commissions, newest first.",
    query: listQuery,
    answers: { 200: listOf(commissionView) },
    handler: async ({ context, query }) => {
      const filter = {
        status: query.status,
        affiliateId: query.affiliate_id,
        conversionId: query.conversion_id,
        currency: query.currency as Currency | undefined,
      };
      const at = asOfInstant(query.as_of, context.now);
      const commissions = await listCommissions(context, filter, pageRequest(query), at);
      return Response.json(listBody(commissions, showCommission));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/commissions/:id",
    permission: "commissions:read",
    summary: "Shows a commission with the arithmetic behind it.",
    params: pathIds({ id: "com" }),
    answers: { 200: commissionView },
    handler: async ({ context, params }) => {
      const commission = await findCommission(context, params.id);
      return Response.json(showCommission(orNotFound(commission)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/commissions/:id/release",
    permission: "commissions:review",
    summary: "Releases a held commission: it becomes payable.",
    params: pathIds({ id: "com" }),
    body: noFields,
    answers: { 200: commissionView },
    handler: (call) => review(call, "approve"),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/commissions/:id/reverse",
    permission: "commissions:review",
    summary: "Reverses a held commission: it will not be paid.",
    params: pathIds({ id: "com" }),
    body: noFields,
    answers: { 200: commissionView },
    handler: (call) => review(call, "reverse"),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/statement",
    permission: "affiliates:read",
    summary: "Shows what an affiliate earned, and where it stands, per currency.",
    params: pathIds({ id: "aff" }),
    query: statementQuery,
    answers: { 200: statementView },
    handler: async ({ context, params, query }) => {
      const page = pageRequest(query);
      const at = asOfInstant(query.as_of, context.now);
      const statement = await findStatement(context, params.id, page, at);
      return Response.json(showStatement(orNotFound(statement)));
    },
  }),
];

async function review({ context, params }: Call, verdict: "approve" | "reverse"): Promise<Response> {
  const id = pathId("com", params.id);
  const result = await reviewCommission(context, id, verdict);
  if (!result.ok) {
    if (result.error.code === "not_found") throw notFound();
    const { from, to } = result.error;
    throw new RequestError("illegal_move", `A commission that is ${from} cannot be ${to} by a review.`);
  }
  return Response.json(showCommission(orNotFound(await findCommission(context, id))));
}
