import * as z from "zod/mini";
import { type Currency, isCurrency } from "../../../core/money/currency.ts";
import { PAYOUT_STATUSES } from "../../../core/payout/payout-lifecycle.ts";
import { PAYOUT_OUTCOMES } from "../../../core/payout/resolve.ts";
import { type ResolveProblem, resolvePayout } from "../../../services/payouts/resolve-payout.ts";
import { type TellDebitProblem, tellDebit } from "../../../services/payouts/tell-debit.ts";
import { findPayoutHistory, listPayouts } from "../../../services/reading/payouts.ts";
import { RequestError } from "../../shared/errors.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, invalid, notFound, orNotFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { payoutHistory, payoutView, showPayoutHistory, showSentPayout } from "../views/payout.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(PAYOUT_STATUSES)),
  affiliate_id: z.optional(idParam("aff")),
  batch_id: z.optional(idParam("bat")),
});
const line = z.string().check(z.regex(/^[^\p{Cc}]+$/u, "must be one line of text"));
const debitRequest = z.strictObject({
  amount_minor: z.string().check(z.regex(/^[1-9]\d{0,14}$/, "must be minor units, positive")),
  currency: z.string().check(z.refine(isCurrency, "must be an ISO 4217 currency that is supported")),
});
const resolveRequest = z.strictObject({
  outcome: z.enum(PAYOUT_OUTCOMES),
  reference: z._default(z.nullable(line.check(z.maxLength(200))), null),
  note: line.check(z.maxLength(1_000)),
  debited: z.optional(debitRequest),
});

/** Payouts one by one, whatever their batch. */
export const payoutRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payouts",
    permission: "payouts:read",
    summary: "Lists payouts, newest first.",
    query: listQuery,
    answers: { 200: listOf(payoutView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const filter = { status: query.status, affiliateId: query.affiliate_id, batchId: query.batch_id };
      return Response.json(listBody(await listPayouts(context, filter, page), showSentPayout));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payouts/:id",
    permission: "payouts:read",
    summary: "Shows a payout with the calls for it and what was told of it.",
    params: pathIds({ id: "pay" }),
    answers: { 200: payoutHistory },
    handler: async ({ context, params }) => show({ context, params }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/payouts/:id/resolve",
    permission: "payouts:resolve",
    summary: "Says what became of a payout that no provider can tell of; two persons must say the same.",
    params: pathIds({ id: "pay" }),
    body: resolveRequest,
    answers: { 200: payoutHistory },
    handler: async ({ context, params, body }) => {
      const { debited, ...said } = body;
      const resolved = await resolvePayout(context, params.id, {
        ...said,
        debited: debited ? debitOf(debited) : null,
      });
      if (!resolved.ok) throw refusal(resolved.error);
      return show({ context, params });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/payouts/:id/debit",
    permission: "payouts:resolve",
    summary: "Says what the account was debited for a payout that is paid in another currency, once.",
    params: pathIds({ id: "pay" }),
    body: debitRequest,
    answers: { 200: payoutHistory },
    handler: async ({ context, params, body }) => {
      const told = await tellDebit(context, params.id, debitOf(body));
      if (!told.ok) throw debitRefusal(told.error);
      return show({ context, params });
    },
  }),
];

const debitOf = ({ amount_minor, currency }: z.output<typeof debitRequest>) => ({
  ...{ amountMinor: BigInt(amount_minor), currency: currency as Currency },
});

async function show({ context, params }: Pick<Call, "context" | "params">): Promise<Response> {
  return Response.json(
    showPayoutHistory(orNotFound(await findPayoutHistory(context, pathId("pay", params.id)))),
  );
}

function debitRefusal(problem: TellDebitProblem): RequestError {
  switch (problem.code) {
    case "not_found":
      return notFound();
    case "not_paid":
      return new RequestError("illegal_move", `Nothing was debited for a payout that is ${problem.status}.`);
    case "nothing_exchanged":
      return invalid("currency", "is the payout's own, so that nothing was exchanged");
    case "debit_differs":
      return new RequestError("conflict", `${problem.debited} was told before, and booked.`);
  }
}

function refusal(problem: ResolveProblem): RequestError {
  switch (problem.code) {
    case "not_found":
      return notFound();
    case "not_open":
      return new RequestError(
        "illegal_move",
        `A payout that is ${problem.status} is not for a person to resolve.`,
      );
    case "nothing_exchanged":
      return invalid("debited", "is of a payout that is paid, and in another currency than the payout's");
    case "call_under_way":
      return new RequestError(
        "conflict",
        "A call of the provider may be under way; try again in 20 minutes.",
      );
    case "resolution_differs":
      return new RequestError(
        "conflict",
        `Two persons must say the same, and ${problem.proposedBy} says otherwise.`,
      );
  }
}
