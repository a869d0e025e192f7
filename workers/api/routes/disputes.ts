import * as z from "zod/mini";
import {
  disputeSettingsRequest,
  disputeWords,
  openDisputeRequest,
  upholdDisputeRequest,
  withdrawDisputeRequest,
} from "../../../contracts/api/disputes.ts";
import { DISPUTE_STATUSES } from "../../../core/payout/dispute.ts";
import { listDisputes } from "../../../services/disputes/list-disputes.ts";
import { answerDispute, noteDispute, rejectDispute } from "../../../services/disputes/move-dispute.ts";
import {
  type DisputeSettings,
  findDisputeSettings,
  setDisputeSettings,
} from "../../../services/disputes/settings.ts";
import { upholdDispute } from "../../../services/disputes/uphold-dispute.ts";
import { open, show, speak, unwrapDispute, withdraw } from "../dispute-calls.ts";
import { showEvidence } from "../evidence.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, optionalBody, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { disputeView, showDispute, wholeDispute } from "../views/dispute.ts";
import { evidencePack } from "../views/evidence.ts";
import { count, listOf, view } from "../views/schema.ts";

const MERCHANT = { party: "merchant" } as const;
const listQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(DISPUTE_STATUSES)),
  affiliate_id: z.optional(idParam("aff")),
  commission_id: z.optional(idParam("com")),
  payout_id: z.optional(idParam("pay")),
  overdue: z.optional(z.literal("true", "must be true")),
});

const settingsView = view("DisputeSettings", {
  object: z.literal("dispute_settings"),
  answer_days: count,
  decision_days: count,
});

/** Disputes as the merchant works on them. */
export const disputeRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/disputes",
    permission: "disputes:write",
    summary: "Opens a dispute on a commission or a payout: the merchant's own, or an affiliate's for it.",
    body: openDisputeRequest,
    answers: { 201: disputeView },
    handler: async (call) => {
      const { party, ...body } = call.body;
      return open(call, body, { party, speaker: MERCHANT });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/disputes",
    permission: "disputes:read",
    summary: "Lists disputes, newest first.",
    query: listQuery,
    answers: { 200: listOf(disputeView) },
    handler: list,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/disputes/:id",
    permission: "disputes:read",
    summary: "Shows a dispute with all that happened to it.",
    params: pathIds({ id: "dsp" }),
    answers: { 200: wholeDispute },
    handler: (call) => show(call, MERCHANT),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/disputes/:id/evidence",
    permission: "disputes:read",
    summary: "Gives all that a dispute is about, each piece with its hash, and journals with their proofs.",
    params: pathIds({ id: "dsp" }),
    answers: { 200: evidencePack },
    handler: (call) => showEvidence(call, MERCHANT),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/disputes/:id/notes",
    permission: "disputes:write",
    summary: "Adds a note to a dispute that is not closed.",
    params: pathIds({ id: "dsp" }),
    body: disputeWords,
    answers: { 200: wholeDispute },
    handler: (call) => speak(call, MERCHANT, noteDispute),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/disputes/:id/answer",
    permission: "disputes:write",
    summary: "Answers an affiliate's dispute.",
    params: pathIds({ id: "dsp" }),
    body: disputeWords,
    answers: { 200: wholeDispute },
    handler: (call) => speak(call, MERCHANT, answerDispute),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/disputes/:id/withdraw",
    permission: "disputes:write",
    summary: "Withdraws a dispute that the merchant opened.",
    params: pathIds({ id: "dsp" }),
    body: optionalBody(withdrawDisputeRequest),
    answers: { 200: wholeDispute },
    handler: (call) => withdraw(call, MERCHANT),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/disputes/:id/uphold",
    permission: "disputes:decide",
    summary: "Upholds a dispute and books what follows; whoever opened it cannot.",
    params: pathIds({ id: "dsp" }),
    body: upholdDisputeRequest,
    answers: { 200: wholeDispute },
    handler: uphold,
  }),
  defineRoute({
    method: "POST",
    path: "/v1/disputes/:id/reject",
    permission: "disputes:decide",
    summary: "Rejects a dispute that was answered; whoever opened it cannot.",
    params: pathIds({ id: "dsp" }),
    body: disputeWords,
    answers: { 200: wholeDispute },
    handler: async (call) => {
      const { text } = call.body;
      unwrapDispute(await rejectDispute(call.context, call.params.id, text));
      return show(call, MERCHANT);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/dispute-settings",
    permission: "disputes:read",
    summary: "Shows how long an answer and a decision may take.",
    answers: { 200: settingsView },
    handler: async ({ context }) => Response.json(showSettings(await findDisputeSettings(context))),
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/dispute-settings",
    permission: "disputes:decide",
    summary: "Says how long an answer and a decision may take, of disputes opened from now on.",
    body: disputeSettingsRequest,
    answers: { 200: settingsView },
    handler: async ({ context, body }) => {
      const { answer_days, decision_days } = body;
      const settings = { answerDays: answer_days, decisionDays: decision_days };
      return Response.json(showSettings(await setDisputeSettings(context, settings)));
    },
  }),
];

async function list({ context, query }: Call<undefined, z.output<typeof listQuery>>): Promise<Response> {
  const filter = {
    ...{ status: query.status, affiliateId: query.affiliate_id, commissionId: query.commission_id },
    ...{ payoutId: query.payout_id, isOverdue: query.overdue === "true" },
  };
  const page = pageRequest(query);
  const disputes = await listDisputes(context, filter, page);
  return Response.json(listBody(disputes, (dispute) => showDispute(dispute, context.now)));
}

async function uphold(call: Call<z.output<typeof upholdDisputeRequest>>): Promise<Response> {
  const { text, amount_minor, resend = false } = call.body;
  const remedy = { awardMinor: amount_minor === undefined ? null : BigInt(amount_minor), isResent: resend };
  unwrapDispute(await upholdDispute(call.context, pathId("dsp", call.params.id), { remedy, text }));
  return show(call, MERCHANT);
}

function showSettings({ answerDays, decisionDays }: DisputeSettings): z.output<typeof settingsView> {
  return { object: "dispute_settings", answer_days: answerDays, decision_days: decisionDays };
}
