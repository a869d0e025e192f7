import * as z from "zod/mini";
import { setApprovalLimitRequest } from "../../../contracts/api/payout-methods.ts";
import { currencyCode } from "../../../contracts/text.ts";
import type { Currency } from "../../../core/money/currency.ts";
import {
  type ApprovalLimit,
  listApprovalLimits,
  setApprovalLimit,
} from "../../../services/payouts/approval-limits.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { noQuery } from "../params.ts";
import { defineRoute } from "../route.ts";
import { readStepUp } from "../step-up.ts";
import { currency, listOf, maybe, minor, view } from "../views/schema.ts";

const limitView = view("PayoutApprovalLimit", {
  object: z.literal("payout_approval_limit"),
  currency,
  step_up_over_minor: maybe(minor),
});

/** Above which sum a batch is approved by a one-time code only. */
export const payoutApprovalLimitRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payout-approval-limits",
    permission: "payouts:read",
    summary: "Lists the sums above which a batch is approved by a one-time code only.",
    query: noQuery,
    answers: { 200: listOf(limitView) },
    handler: async ({ context }) => {
      return Response.json(listBody({ rows: await listApprovalLimits(context), nextAfter: null }, showLimit));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/payout-approval-limits/:currency",
    permission: "payouts:approve",
    summary: "Sets that sum of a currency, or takes it away, by a one-time code.",
    params: z.object({ currency: currencyCode }),
    body: setApprovalLimitRequest,
    answers: { 200: limitView },
    handler: async (call) => {
      const currency = call.params.currency as Currency;
      const stepUp = await readStepUp(call);
      const { step_up_over_minor } = call.body;
      const stepUpOverMinor = step_up_over_minor === null ? null : BigInt(step_up_over_minor);
      const set = await setApprovalLimit(call.context, { currency, stepUpOverMinor }, stepUp);
      return Response.json(showLimit(unwrap(set)));
    },
  }),
];

function showLimit({ currency, stepUpOverMinor }: ApprovalLimit): z.output<typeof limitView> {
  return {
    object: "payout_approval_limit",
    currency,
    step_up_over_minor: stepUpOverMinor === null ? null : String(stepUpOverMinor),
  };
}
