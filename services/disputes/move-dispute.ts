import { and, eq } from "drizzle-orm";
import { type DisputeStatus, isOpenDispute, judgeMove } from "../../core/payout/dispute.ts";
import { assert } from "../../core/shared/assert.ts";
import type { DisputeId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { disputes } from "../../db/schema/index.ts";
import { isSamePerson } from "../members/same-person.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, NotFound } from "../shared/problems.ts";
import {
  addStep,
  type DisputeRow,
  type IllegalDisputeMove,
  loadSteps,
  lockDispute,
  refusalOf,
  type Speaker,
} from "./load-dispute.ts";

/** Most notes of one dispute; further words belong into its answer or its decision. */
const NOTES_MAX = 100;

/** Whoever opened a dispute does not decide it. */
export type SecondPersonRequired = { readonly code: "second_person_required" };

/** Why a dispute stays where it is. */
export type DisputeRefusal = NotFound | Conflict | Forbidden | IllegalDisputeMove | SecondPersonRequired;

/** Answers a dispute of the other side. */
export function answerDispute(
  context: Context,
  id: DisputeId,
  { speaker, text }: { readonly speaker: Speaker; readonly text: string },
): Promise<Result<DisputeRow, DisputeRefusal>> {
  return withDispute(context, id, speaker, async (tx, dispute) => {
    if (dispute.party === speaker.party) {
      return fail({ code: "forbidden", message: "Who disputes does not answer; add a note instead." });
    }
    const problem = judgeMove(dispute, "answered", false);
    if (problem) return fail(refusalOf(problem));
    const change = { from: dispute.status, to: "answered" };
    await addStep(tx, context, dispute, { kind: "answered", party: speaker.party, text, change });
    return ok(await moveDispute(tx, dispute, { status: "answered", answeredAt: context.now }));
  });
}

/** Adds words of either side to a dispute that is not closed; nothing moves. */
export function noteDispute(
  context: Context,
  id: DisputeId,
  { speaker, text }: { readonly speaker: Speaker; readonly text: string },
): Promise<Result<DisputeRow, DisputeRefusal>> {
  return withDispute(context, id, speaker, async (tx, dispute) => {
    if (!isOpenDispute(dispute.status)) {
      return fail({ code: "conflict", param: "id", message: `is of a dispute that is ${dispute.status}` });
    }
    const steps = await loadSteps(tx, context, dispute.id);
    if (steps.filter(({ kind }) => kind === "noted").length >= NOTES_MAX) {
      return fail({
        code: "conflict",
        param: "text",
        message: `is one more than the ${NOTES_MAX} notes it may have`,
      });
    }
    await addStep(tx, context, dispute, { kind: "noted", party: speaker.party, text });
    return ok(dispute);
  });
}

/** Withdraws a dispute: the side does that opened it, so that nobody gives up what another asked for. */
export function withdrawDispute(
  context: Context,
  id: DisputeId,
  { speaker, text }: { readonly speaker: Speaker; readonly text: string | null },
): Promise<Result<DisputeRow, DisputeRefusal>> {
  return withDispute(context, id, speaker, async (tx, dispute) => {
    const [opened] = await loadSteps(tx, context, dispute.id);
    assert(opened?.kind === "opened", "a dispute begins by being opened");
    if (opened.party !== speaker.party) {
      return fail({ code: "forbidden", message: "Only the side that opened a dispute withdraws it." });
    }
    return close(tx, context, dispute, { status: "withdrawn", speaker, text });
  });
}

/** Rejects a dispute that was answered. Nothing moves but the commission's hold, and the reason is kept. */
export function rejectDispute(
  context: Context,
  id: DisputeId,
  text: string,
): Promise<Result<DisputeRow, DisputeRefusal>> {
  const speaker = { party: "merchant" } as const;
  return withDispute(context, id, speaker, async (tx, dispute) => {
    if (await isSamePerson(tx, context, dispute.openedBy)) return fail({ code: "second_person_required" });
    return close(tx, context, dispute, { status: "rejected", speaker, text });
  });
}

async function close(
  tx: Db,
  context: Context,
  dispute: DisputeRow,
  {
    status,
    speaker,
    text,
  }: {
    readonly status: "withdrawn" | "rejected";
    readonly speaker: Speaker;
    readonly text: string | null;
  },
): Promise<Result<DisputeRow, DisputeRefusal>> {
  const problem = judgeMove(dispute, status, false);
  if (problem) return fail(refusalOf(problem));
  const change = { from: dispute.status, to: status };
  await addStep(tx, context, dispute, { kind: status, party: speaker.party, text, change });
  return ok(await moveDispute(tx, dispute, { status, closedAt: context.now, closedBy: context.actor }));
}

function withDispute(
  context: Context,
  id: DisputeId,
  speaker: Speaker,
  work: (tx: Db, dispute: DisputeRow) => Promise<Result<DisputeRow, DisputeRefusal>>,
): Promise<Result<DisputeRow, DisputeRefusal>> {
  return transact(context, async (tx) => {
    const dispute = await lockDispute(tx, context, id, speaker);
    return dispute ? work(tx, dispute) : fail({ code: "not_found", param: null });
  });
}

/** Writes where a locked dispute stands from now on. */
export async function moveDispute(
  tx: Db,
  dispute: DisputeRow,
  change: { readonly status: DisputeStatus } & Partial<
    Pick<DisputeRow, "answeredAt" | "closedAt" | "closedBy" | "outcome" | "awardedMinor">
  >,
): Promise<DisputeRow> {
  const [moved] = await tx
    .update(disputes)
    .set(change)
    .where(
      and(
        eq(disputes.workspaceId, dispute.workspaceId),
        eq(disputes.id, dispute.id),
        eq(disputes.status, dispute.status),
      ),
    )
    .returning();
  assert(moved !== undefined, "a locked dispute moves from where it was seen");
  return moved;
}
