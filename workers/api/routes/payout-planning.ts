import * as z from "zod/mini";
import { currencyCode } from "../../../contracts/text.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { listWaitingPayouts } from "../../../services/payouts/list-waiting-payouts.ts";
import type { Waiting } from "../../../services/payouts/planning/list-waiting.ts";
import { preparePayoutBatches } from "../../../services/payouts/prepare-batches.ts";
import { previewPayoutBatches } from "../../../services/payouts/preview-batches.ts";
import { findPayoutBatches } from "../../../services/reading/payout-batches.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, optionalBody } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { batchView, showPayoutBatch } from "../views/payout-batch.ts";
import {
  previewedBatch,
  showPreviewedBatch,
  showWaitingPayout,
  showWaitingTotal,
  waitingFields,
  waitingPayout,
} from "../views/payout-plan.ts";
import { listOf, several, view } from "../views/schema.ts";

const prepareRequest = z.strictObject({
  currency: z.optional(currencyCode),
  dry_run: z.optional(z.boolean()),
});
const waitingQuery = z.strictObject({ ...pageParams, affiliate_id: z.optional(idParam("aff")) });

const previewView = view("PayoutPreview", {
  object: z.literal("payout_preview"),
  batches: several(previewedBatch),
  ...waitingFields,
});
const preparationView = view("PayoutPreparation", {
  object: z.literal("payout_preparation"),
  batches: several(batchView),
  ...waitingFields,
});

/** What is paid next, and what waits. */
export const payoutPlanningRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/payout-batches",
    permission: "payouts:prepare",
    summary:
      "Turns what is due into a batch per provider and currency, or shows what it would, and says what waits and why.",
    body: optionalBody(prepareRequest),
    answers: { 200: previewView, 201: preparationView },
    handler: prepare,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payouts/waiting",
    permission: "payouts:read",
    summary: "Lists what is owed and waits, and why.",
    query: waitingQuery,
    answers: { 200: listOf(waitingPayout) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const waiting = await listWaitingPayouts(context, { affiliateId: query.affiliate_id }, page);
      return Response.json(listBody(waiting, showWaitingPayout));
    },
  }),
];

async function prepare({ context, body }: Call<z.output<typeof prepareRequest>>): Promise<Response> {
  const { currency, dry_run } = body;
  const choice = currency ? { currency: currency as Currency } : {};
  if (dry_run) {
    const preview = await previewPayoutBatches(context, choice);
    const batches = preview.batches.map(showPreviewedBatch);
    return Response.json({ object: "payout_preview", batches, ...showWaiting(preview) });
  }
  const prepared = await preparePayoutBatches(context, choice);
  const batches = await findPayoutBatches(context, prepared.batches);
  return Response.json(
    {
      ...{ object: "payout_preparation", batches: batches.map(showPayoutBatch) },
      ...showWaiting(prepared),
    },
    { status: 201 },
  );
}

function showWaiting({ waiting, hasMoreWaiting, waitingTotals }: Waiting) {
  return {
    waiting: waiting.map(showWaitingPayout),
    has_more_waiting: hasMoreWaiting,
    waiting_totals: waitingTotals.map(showWaitingTotal),
  };
}
