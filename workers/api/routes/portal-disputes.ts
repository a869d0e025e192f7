import * as z from "zod/mini";
import {
  disputeWords,
  portalDisputeRequest,
  withdrawDisputeRequest,
} from "../../../contracts/api/disputes.ts";
import { DISPUTE_STATUSES } from "../../../core/payout/dispute.ts";
import { listDisputes } from "../../../services/disputes/list-disputes.ts";
import { answerDispute, noteDispute } from "../../../services/disputes/move-dispute.ts";
import { open, show, speak, withdraw } from "../dispute-calls.ts";
import { showEvidence } from "../evidence.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { optionalBody, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { disputeView, showDispute, wholeDispute } from "../views/dispute.ts";
import { evidencePack } from "../views/evidence.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({ ...pageParams, status: z.optional(z.enum(DISPUTE_STATUSES)) });
const speakerOf = (call: Call) => ({ party: "affiliate", affiliateId: ownAffiliate(call) }) as const;

/** Disputes of an affiliate's own, and those the merchant has with it. */
export const portalDisputeRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/portal/disputes",
    permission: "portal:write",
    summary: "Disputes a commission or a payout of one's own.",
    body: portalDisputeRequest,
    answers: { 201: disputeView },
    handler: async (call) => {
      const { body } = call;
      return open(call, body, { party: "affiliate", speaker: speakerOf(call) });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/disputes",
    permission: "portal:read",
    summary: "Lists one's disputes, newest first.",
    query: listQuery,
    answers: { 200: listOf(disputeView) },
    handler: async (call) => {
      const { query } = call;
      const filter = { status: query.status, affiliateId: ownAffiliate(call) };
      const page = pageRequest(query);
      const disputes = await listDisputes(call.context, filter, page);
      return Response.json(listBody(disputes, (dispute) => showDispute(dispute, call.context.now)));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/disputes/:id",
    permission: "portal:read",
    summary: "Shows a dispute with all that happened to it.",
    params: pathIds({ id: "dsp" }),
    answers: { 200: wholeDispute },
    handler: (call) => show(call, speakerOf(call)),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/disputes/:id/evidence",
    permission: "portal:read",
    summary: "Gives all that a dispute is about, as far as it is one's own, each piece with its hash.",
    params: pathIds({ id: "dsp" }),
    answers: { 200: evidencePack },
    handler: (call) => showEvidence(call, speakerOf(call)),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/disputes/:id/notes",
    permission: "portal:write",
    summary: "Adds a note to a dispute that is not closed.",
    params: pathIds({ id: "dsp" }),
    body: disputeWords,
    answers: { 200: wholeDispute },
    handler: (call) => speak(call, speakerOf(call), noteDispute),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/disputes/:id/answer",
    permission: "portal:write",
    summary: "Answers a dispute of the merchant.",
    params: pathIds({ id: "dsp" }),
    body: disputeWords,
    answers: { 200: wholeDispute },
    handler: (call) => speak(call, speakerOf(call), answerDispute),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/disputes/:id/withdraw",
    permission: "portal:write",
    summary: "Withdraws a dispute that one opened.",
    params: pathIds({ id: "dsp" }),
    body: optionalBody(withdrawDisputeRequest),
    answers: { 200: wholeDispute },
    handler: (call) => withdraw(call, speakerOf(call)),
  }),
];
