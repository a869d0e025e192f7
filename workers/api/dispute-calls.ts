import type * as z from "zod/mini";
import type {
  disputeWords,
  portalDisputeRequest,
  withdrawDisputeRequest,
} from "../../contracts/api/disputes.ts";
import type { DisputeParty } from "../../core/payout/dispute.ts";
import { isId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import { findDispute } from "../../services/disputes/list-disputes.ts";
import type { DisputeRow, Speaker } from "../../services/disputes/load-dispute.ts";
import {
  type answerDispute,
  type DisputeRefusal,
  type noteDispute,
  withdrawDispute,
} from "../../services/disputes/move-dispute.ts";
import { type NewDispute, openDispute, type SubjectRef } from "../../services/disputes/open-dispute.ts";
import type { Invalid } from "../../services/shared/problems.ts";
import { RequestError } from "../shared/errors.ts";
import { unwrap } from "./answer.ts";
import { invalid, orNotFound, pathId } from "./params.ts";
import type { Call } from "./route.ts";
import { showDispute, showDisputeStep } from "./views/dispute.ts";

/** Gives what became of a dispute, or throws the `RequestError` that tells why nothing did. */
export function unwrapDispute(result: Result<DisputeRow, DisputeRefusal | Invalid>): DisputeRow {
  if (result.ok) return result.value;
  const { error } = result;
  switch (error.code) {
    case "dispute_illegal_move":
      throw new RequestError("illegal_move", `A dispute that is ${error.from} cannot be ${error.to}.`);
    case "second_person_required":
      throw new RequestError("second_person_required", "Whoever opened a dispute cannot decide it.");
    default:
      return unwrap<DisputeRow>({ ok: false, error });
  }
}

/** Opens a dispute of either side. */
export async function open(
  { context }: Call,
  body: z.output<typeof portalDisputeRequest>,
  { party, speaker }: { readonly party: DisputeParty; readonly speaker: Speaker },
): Promise<Response> {
  const { reason, text, claimed_minor } = body;
  const claimedMinor = claimed_minor === undefined ? null : BigInt(claimed_minor);
  const given: NewDispute = { party, subject: subjectOf(body), reason, text, claimedMinor };
  const dispute = unwrapDispute(await openDispute(context, given, speaker));
  return Response.json(showDispute(dispute, context.now), { status: 201 });
}

/** What names nothing of its kind is told as what is not there. */
function subjectOf({ commission_id, payout_id }: z.output<typeof portalDisputeRequest>): SubjectRef {
  if ((commission_id === undefined) === (payout_id === undefined)) {
    throw invalid("commission_id", "or payout_id is needed, and not both");
  }
  if (commission_id !== undefined && isId("com", commission_id)) {
    return { kind: "commission", id: commission_id };
  }
  if (payout_id !== undefined && isId("pay", payout_id)) return { kind: "payout", id: payout_id };
  throw invalid(
    commission_id === undefined ? "payout_id" : "commission_id",
    "names nothing in this workspace",
  );
}

/** Shows a dispute with its steps, as the speaker may see it. */
export async function show({ context, params }: Call, speaker: Speaker): Promise<Response> {
  const { dispute, steps } = orNotFound(await findDispute(context, pathId("dsp", params.id), speaker));
  const isMerchant = speaker.party === "merchant";
  return Response.json({
    ...showDispute(dispute, context.now),
    ...(isMerchant ? { opened_by: dispute.openedBy, closed_by: dispute.closedBy } : {}),
    steps: steps.map((step) => showDisputeStep(step, isMerchant)),
  });
}

/** Answers a dispute, or adds a note to it. */
export async function speak(
  call: Call<z.output<typeof disputeWords>>,
  speaker: Speaker,
  verb: typeof answerDispute | typeof noteDispute,
): Promise<Response> {
  const { text } = call.body;
  unwrapDispute(await verb(call.context, pathId("dsp", call.params.id), { speaker, text }));
  return show(call, speaker);
}

/** Withdraws a dispute, with words or without. */
export async function withdraw(
  call: Call<z.output<typeof withdrawDisputeRequest>>,
  speaker: Speaker,
): Promise<Response> {
  const { text = null } = call.body;
  unwrapDispute(await withdrawDispute(call.context, pathId("dsp", call.params.id), { speaker, text }));
  return show(call, speaker);
}
