import { and, eq } from "drizzle-orm";
import {
  AWARD_MINOR_MAX,
  type DisputeParty,
  type DisputeProblem,
  type DisputeReason,
  dueAtMs,
  judgeOpening,
} from "../../core/payout/dispute.ts";
import type { CommissionId, PayoutId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { commissions, disputes, payouts } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Invalid, NotFound } from "../shared/problems.ts";
import {
  addStep,
  type DisputeRow,
  type IllegalDisputeMove,
  refusalOf,
  type Speaker,
} from "./load-dispute.ts";
import { loadDisputeSettings } from "./settings.ts";

/** What a dispute is about: one of the two. */
export type SubjectRef =
  | { readonly kind: "commission"; readonly id: CommissionId }
  | { readonly kind: "payout"; readonly id: PayoutId };

/** A dispute to be opened. */
export type NewDispute = {
  /** Whose it is; an affiliate's may be opened by the merchant. */
  readonly party: DisputeParty;
  readonly subject: SubjectRef;
  readonly reason: DisputeReason;
  readonly text: string;
  readonly claimedMinor: bigint | null;
};

/**
 * Opens a dispute on a commission or a payout, one at a time for each. From then on the answer and the decision have a
 * date. A commission that the merchant disputes is in no payout until it is closed; what an affiliate disputes is paid as
 * ever, since asking for more costs nobody what is beyond doubt.
 */
export function openDispute(
  context: Context,
  given: NewDispute,
  speaker: Speaker,
): Promise<Result<DisputeRow, NotFound | Conflict | Invalid | IllegalDisputeMove>> {
  const param = `${given.subject.kind}_id`;
  return transact(context, async (tx) => {
    if (given.party === "merchant") await lockLedger(tx, context);
    const subject = await loadSubject(tx, context, given, speaker);
    if (!subject) return fail({ code: "not_found", param });
    if (subject.problem) return fail(refusalOf(subject.problem));
    if (given.claimedMinor !== null && (given.claimedMinor < 1n || given.claimedMinor > AWARD_MINOR_MAX)) {
      return fail({
        code: "invalid",
        param: "claimed_minor",
        message: `must be from 1 to ${AWARD_MINOR_MAX}`,
      });
    }
    const due = dueAtMs(context.now.getTime(), await loadDisputeSettings(tx, context));
    const [dispute] = await tx
      .insert(disputes)
      .values({
        ...{ workspaceId: context.workspaceId, id: newId("dsp", context.now.getTime()), party: given.party },
        ...subject.about,
        ...{ reason: given.reason, text: given.text, claimedMinor: given.claimedMinor },
        ...{ openedBy: context.actor, openedAt: context.now },
        ...{ answerDueAt: new Date(due.answerMs), decisionDueAt: new Date(due.decisionMs) },
      })
      .onConflictDoNothing()
      .returning();
    if (!dispute) return fail({ code: "conflict", param, message: "has a dispute that is not closed" });
    const { party, reason } = given;
    const change = { party, reason, [param]: given.subject.id, affiliateId: dispute.affiliateId };
    await addStep(tx, context, dispute, { kind: "opened", party: speaker.party, text: given.text, change });
    return ok(dispute);
  });
}

type Subject = {
  readonly about: Pick<DisputeRow, "affiliateId" | "currency" | "commissionId" | "payoutId">;
  readonly problem: DisputeProblem | null;
};

/** A commission is locked, so that it stays where it is judged to be. */
async function loadSubject(
  tx: Db,
  { workspaceId }: Context,
  { party, reason, subject }: NewDispute,
  speaker: Speaker,
): Promise<Subject | null> {
  const isOwn = ({ affiliateId }: Pick<DisputeRow, "affiliateId">) =>
    speaker.party === "merchant" || affiliateId === speaker.affiliateId;
  if (subject.kind === "commission") {
    const isIt = and(eq(commissions.workspaceId, workspaceId), eq(commissions.id, subject.id));
    const [row] = await tx.select().from(commissions).where(isIt).for("update");
    if (!row || !isOwn(row)) return null;
    const { id: commissionId, affiliateId, currency, status, supersededBy } = row;
    const judged = { kind: "commission", status, isSuperseded: supersededBy !== null } as const;
    return {
      about: { affiliateId, currency, commissionId, payoutId: null },
      problem: judgeOpening(party, reason, judged),
    };
  }
  const isIt = and(eq(payouts.workspaceId, workspaceId), eq(payouts.id, subject.id));
  const [row] = await tx.select().from(payouts).where(isIt);
  if (!row || !isOwn(row)) return null;
  const { id: payoutId, affiliateId, currency, status } = row;
  return {
    about: { affiliateId, currency, commissionId: null, payoutId },
    problem: judgeOpening(party, reason, { kind: "payout", status }),
  };
}
