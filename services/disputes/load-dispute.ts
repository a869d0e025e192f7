import { and, eq } from "drizzle-orm";
import type { DisputeParty, DisputeProblem, DisputeStepKind } from "../../core/payout/dispute.ts";
import type { AffiliateId, DisputeId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { disputeSteps, disputes } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Conflict } from "../shared/problems.ts";

/** A dispute as it is stored. */
export type DisputeRow = typeof disputes.$inferSelect;
/** What happened to a dispute, once. */
export type DisputeStep = typeof disputeSteps.$inferSelect;

/** Who speaks: an affiliate by its own key, of what is its own, or the merchant. */
export type Speaker =
  | { readonly party: "affiliate"; readonly affiliateId: AffiliateId }
  | { readonly party: "merchant" };

/** A move that the table of moves does not have. */
export type IllegalDisputeMove = Extract<DisputeProblem, { code: "dispute_illegal_move" }>;

/** A problem of the core as the verbs answer it. */
export function refusalOf(problem: DisputeProblem): Conflict | IllegalDisputeMove {
  if (problem.code === "dispute_illegal_move") return problem;
  return { code: "conflict", param: problem.param, message: problem.message };
}

/** A dispute of the workspace that a speaker may see. */
export function isSeenBy({ workspaceId }: Context, id: DisputeId, speaker: Speaker) {
  return and(
    eq(disputes.workspaceId, workspaceId),
    eq(disputes.id, id),
    speaker.party === "affiliate" ? eq(disputes.affiliateId, speaker.affiliateId) : undefined,
  );
}

/** Locks a dispute until the transaction ends, or null where the speaker sees none. */
export async function lockDispute(
  tx: Db,
  context: Context,
  id: DisputeId,
  speaker: Speaker,
): Promise<DisputeRow | null> {
  const [row] = await tx
    .select()
    .from(disputes)
    .where(isSeenBy(context, id, speaker))
    .for("update");
  return row ?? null;
}

/** The steps of a dispute, oldest first. */
export function loadSteps(
  tx: Db,
  { workspaceId }: Context,
  disputeId: DisputeId,
): Promise<readonly DisputeStep[]> {
  return tx
    .select()
    .from(disputeSteps)
    .where(and(eq(disputeSteps.workspaceId, workspaceId), eq(disputeSteps.disputeId, disputeId)))
    .orderBy(disputeSteps.sequence);
}

/** A step to be written. The words stay with the dispute; `change` is what the audit log keeps of it. */
export type NewStep = {
  readonly kind: DisputeStepKind;
  readonly party: DisputeParty | null;
  readonly text: string | null;
  readonly change?: Readonly<Record<string, unknown>>;
};

/** Writes a step and its audit row, inside the transaction that holds the dispute. */
export async function addStep(
  tx: Db,
  context: Context,
  dispute: Pick<DisputeRow, "id">,
  { kind, party, text, change = {} }: NewStep,
): Promise<void> {
  const earlier = await loadSteps(tx, context, dispute.id);
  await tx.insert(disputeSteps).values({
    ...{
      workspaceId: context.workspaceId,
      disputeId: dispute.id,
      sequence: (earlier.at(-1)?.sequence ?? 0) + 1,
    },
    ...{ kind, actor: context.actor, party, text, at: context.now },
  });
  await audit(tx, context, [{ action: `dispute.${kind}`, subjectId: dispute.id, change }]);
}
