import * as z from "zod/mini";
import { BATCH_STATUSES, type BatchStatus } from "../../../core/payout/lifecycle.ts";
import type { BatchId } from "../../../core/shared/id.ts";
import { type ApproveBatchProblem, approveBatch } from "../../../services/payouts/approve-batch.ts";
import { type CancelBatchProblem, cancelBatch } from "../../../services/payouts/cancel-batch.ts";
import { NAMED_MAX } from "../../../services/payouts/prepare-batches.ts";
import {
  findBatchFile,
  findPayoutBatch,
  findPayoutBatchWithPayouts,
  listPayoutBatches,
} from "../../../services/reading/payout-batches.ts";
import type { Context } from "../../../services/shared/context.ts";
import { RequestError } from "../../shared/errors.ts";
import { fileHeaders } from "../file-headers.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, notFound, orNotFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { readStepUp, stepUpRequired } from "../step-up.ts";
import { batchView, showPayout, showPayoutBatch, wholeBatch } from "../views/payout-batch.ts";
import { listOf } from "../views/schema.ts";

/** From here on executing a batch is asked for, going on or done; asking again does no harm. */
const EXECUTABLE: readonly BatchStatus[] = ["approved", "submitting", "submitted", "unknown", "paid"];

const listQuery = z.strictObject({ ...pageParams, status: z.optional(z.enum(BATCH_STATUSES)) });
const fileQuery = z.strictObject({
  part: z.optional(z.string().check(z.regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1"))),
});

/** Payout batches: prepared by one, approved by another, then executed. */
export const payoutBatchRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payout-batches",
    permission: "payout_batches:read",
    summary: "Lists payout batches, newest first.",
    query: listQuery,
    answers: { 200: listOf(batchView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const batches = await listPayoutBatches(context, { status: query.status }, page);
      return Response.json(listBody(batches, showPayoutBatch));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payout-batches/:id",
    permission: "payout_batches:read",
    summary: "Shows a batch with its first hundred payouts.",
    params: pathIds({ id: "bat" }),
    answers: { 200: wholeBatch },
    handler: async ({ context, params }) => {
      const found = await findPayoutBatchWithPayouts(context, params.id, NAMED_MAX);
      const { batch, payouts } = orNotFound(found);
      return Response.json({
        ...showPayoutBatch(batch),
        payouts: payouts.map(showPayout),
        has_more_payouts: batch.payoutsCount > payouts.length,
      });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/payout-batches/:id/approve",
    permission: "payouts:approve",
    summary: "Approves a prepared batch; whoever prepared it cannot.",
    params: pathIds({ id: "bat" }),
    body: noFields,
    answers: { 200: batchView },
    handler: async (call) => {
      const stepUp = await readStepUp(call);
      return move(call, (context, id) => approveBatch(context, id, stepUp));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/payout-batches/:id/cancel",
    permission: "payouts:prepare",
    summary: "Cancels a batch that was not submitted; its commissions are free for the next.",
    params: pathIds({ id: "bat" }),
    body: noFields,
    answers: { 200: batchView },
    handler: (call) => move(call, cancelBatch),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/payout-batches/:id/execute",
    permission: "payouts:execute",
    summary: "Asks for an approved batch to be paid; the answer comes before it is.",
    params: pathIds({ id: "bat" }),
    body: noFields,
    answers: { 202: batchView },
    handler: execute,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/payout-batches/:id/file",
    permission: "payouts:execute",
    summary: "Takes out the provider's file of an executed batch.",
    params: pathIds({ id: "bat" }),
    answers: { 200: { files: ["text/csv", "application/xml"] } },
    query: fileQuery,
    handler: ({ query, ...call }) => takeFile(call, Number(query.part ?? 1)),
  }),
];

async function move(
  { context, params }: Call,
  verb: (context: Context, id: BatchId) => ReturnType<typeof approveBatch | typeof cancelBatch>,
): Promise<Response> {
  const id = pathId("bat", params.id);
  const result = await verb(context, id);
  if (!result.ok) throw refusal(result.error);
  return Response.json(showPayoutBatch(orNotFound(await findPayoutBatch(context, id))));
}

function refusal(problem: ApproveBatchProblem | CancelBatchProblem): RequestError {
  switch (problem.code) {
    case "not_found":
      return notFound();
    case "step_up_required":
      return stepUpRequired();
    case "second_person_required":
      return new RequestError("second_person_required", "Whoever prepared a batch cannot approve it.");
    case "batch_illegal_move":
      return new RequestError("illegal_move", `A batch that is ${problem.from} cannot be ${problem.to}.`);
  }
}

async function execute({ context, params, env }: Call): Promise<Response> {
  const batch = orNotFound(await findPayoutBatch(context, pathId("bat", params.id)));
  if (!EXECUTABLE.includes(batch.status)) {
    throw new RequestError("illegal_move", `A batch that is ${batch.status} cannot be executed.`);
  }
  await env.PAYOUTS.send({
    v: 1,
    workspace_id: context.workspaceId,
    batch_id: batch.id,
    actor: context.actor,
    request_id: context.requestId,
  });
  return Response.json(showPayoutBatch(batch), { status: 202 });
}

async function takeFile(
  { context, params, env }: Pick<Call, "context" | "params" | "env">,
  part: number,
): Promise<Response> {
  const batch = orNotFound(await findPayoutBatch(context, pathId("bat", params.id)));
  const found = await findBatchFile(context, batch, part);
  const file = found && (await env.PAYOUT_FILES.get(found.name));
  if (!file) throw new RequestError("not_found", "The batch has no such file, or none yet.");
  const kind = found.name.endsWith(".xml") ? "xml" : "csv";
  const name = found.parts > 1 ? (`${batch.id}-${part}.${kind}` as const) : (`${batch.id}.${kind}` as const);
  const next = `</v1/payout-batches/${batch.id}/file?part=${part + 1}>; rel="next"`;
  return new Response(file.body, {
    headers: {
      ...fileHeaders(name),
      "Content-Length": String(file.size),
      ...(part < found.parts ? { Link: next } : {}),
    },
  });
}
