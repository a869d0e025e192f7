import * as z from "zod/mini";
import { currencyCode, timestamp } from "../../../contracts/text.ts";
import { COMMISSION_STATUSES } from "../../../core/commission/lifecycle.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { getAffiliate } from "../../../services/affiliates/affiliates.ts";
import { findOwnPayout, listOwnPayouts } from "../../../services/portal/payouts.ts";
import { findCommission, listCommissions } from "../../../services/reading/commissions.ts";
import { findStatement } from "../../../services/reading/statement.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { asOfInstant, notFound, orNotFound, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { proofQuery, proveStatement } from "../statement-proof.ts";
import {
  meView,
  ownCommissionView,
  ownPayoutView,
  showMe,
  showOwnCommission,
  showOwnPayout,
  showOwnPayoutWhole,
  wholeOwnPayout,
} from "../views/portal.ts";
import { statementWithProofs } from "../views/proof.ts";
import { listOf } from "../views/schema.ts";
import { ownStatementView, showStatement } from "../views/statement.ts";

const statementQuery = z.strictObject({ ...pageParams, as_of: z.optional(timestamp) });
const commissionsQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(COMMISSION_STATUSES)),
  currency: z.optional(currencyCode),
  as_of: z.optional(timestamp),
});

/** What an affiliate sees of itself. No route takes the id of an affiliate: the key says whose it is. */
export const portalRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/me",
    permission: "portal:read",
    summary: "Shows the affiliate whose key it is.",
    answers: { 200: meView },
    handler: async (call) =>
      Response.json(showMe(orNotFound(await getAffiliate(call.context, ownAffiliate(call))))),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/statement",
    permission: "portal:read",
    summary: "Shows what one earned, and where it stands, per currency.",
    query: statementQuery,
    answers: { 200: ownStatementView },
    handler: statement,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/statement/proof",
    permission: "portal:read",
    summary: "Gives one's entries of a span with proofs that they are in the published ledger.",
    query: proofQuery,
    answers: { 200: statementWithProofs },
    handler: async (call) => proveStatement(call, ownAffiliate(call)),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/commissions",
    permission: "portal:read",
    summary: "Lists one's commissions, newest first.",
    query: commissionsQuery,
    answers: { 200: listOf(ownCommissionView) },
    handler: commissions,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/commissions/:id",
    permission: "portal:read",
    summary: "Shows a commission of one's own with the arithmetic behind it.",
    params: pathIds({ id: "com" }),
    answers: { 200: ownCommissionView },
    handler: async (call) => {
      const commission = await findCommission(call.context, call.params.id);
      if (commission?.affiliateId !== ownAffiliate(call)) throw notFound();
      return Response.json(showOwnCommission(commission));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/payouts",
    permission: "portal:read",
    summary: "Lists one's payouts, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(ownPayoutView) },
    handler: async (call) => {
      const page = pageRequest(call.query);
      return Response.json(
        listBody(await listOwnPayouts(call.context, ownAffiliate(call), page), showOwnPayout),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/payouts/:id",
    permission: "portal:read",
    summary: "Shows a payout of one's own with the commissions it pays and what it netted.",
    params: pathIds({ id: "pay" }),
    answers: { 200: wholeOwnPayout },
    handler: async (call) => {
      const found = await findOwnPayout(call.context, ownAffiliate(call), call.params.id);
      return Response.json(showOwnPayoutWhole(orNotFound(found)));
    },
  }),
];

async function statement(call: Call<undefined, z.output<typeof statementQuery>>): Promise<Response> {
  const { query } = call;
  const page = pageRequest(query);
  const at = asOfInstant(query.as_of, call.context.now);
  const found = await findStatement(call.context, ownAffiliate(call), page, at);
  return Response.json(showStatement(orNotFound(found), showOwnCommission));
}

async function commissions(call: Call<undefined, z.output<typeof commissionsQuery>>): Promise<Response> {
  const { query } = call;
  const filter = {
    status: query.status,
    affiliateId: ownAffiliate(call),
    currency: query.currency as Currency | undefined,
  };
  const at = asOfInstant(query.as_of, call.context.now);
  const found = await listCommissions(call.context, filter, pageRequest(query), at);
  return Response.json(listBody(found, showOwnCommission));
}
