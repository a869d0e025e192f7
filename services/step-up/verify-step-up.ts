import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { isVerified } from "../../core/access/session.ts";
import { type CodeVerdict, judgeCode } from "../../core/access/step-up.ts";
import type { SessionId, StepUpFactorId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { stepUpFactors } from "../../db/schema/index.ts";
import { type EnvelopeKeys, openEnvelope } from "../../platform/envelope.ts";
import { totpCounter } from "../../platform/totp.ts";
import { audit } from "../shared/audit.ts";
import { type Actor, type Context, transact, transactOrRefuse } from "../shared/context.ts";

export type FactorRow = typeof stepUpFactors.$inferSelect;

declare const proved: unique symbol;
/** That the caller proved itself once more. Only `verifyStepUp` and `stepUpOfSession` make one. */
export type StepUp = {
  readonly principal: Actor;
  /** The factor whose code it was, or the session of a person who stepped up. */
  readonly factorId: StepUpFactorId | SessionId;
  readonly [proved]: true;
};

/** Why a caller did not step up. */
export type StepUpProblem =
  | { readonly code: "step_up_not_enrolled" | "step_up_wrong_code" | "step_up_locked" }
  | { readonly code: "step_up_too_soon"; readonly until: Date };

/** A code, what it is asked for, and what opens the factor. */
export type GivenCode = { readonly code: string; readonly purpose: string; readonly keys: EnvelopeKeys };

/**
 * The context of a call, and one outside of its transaction: wrong codes are counted by that, since a call that is
 * refused is rolled back.
 */
export type CallContexts = { readonly context: Context; readonly apart: Context };

/**
 * Takes the caller's one-time code. It is spent together with what is done by it: where the call's transaction is
 * rolled back, so is that. Comes before anything else in the transaction.
 */
export function verifyStepUp(
  contexts: CallContexts,
  given: GivenCode,
): Promise<Result<StepUp, StepUpProblem>> {
  const { context } = contexts;
  return takeCode(contexts, given, {
    find: (tx) => lockFactorInForce(tx, context, context.actor),
    effect: async (_, { id }) => ({ principal: context.actor, factorId: id }) as StepUp,
  });
}

/** A person's session as it counts for what it does: null where its person did not prove itself in the last ten minutes. */
export function stepUpOfSession(
  { actor, now }: Context,
  { sessionId, verifiedAt }: { readonly sessionId: SessionId; readonly verifiedAt: Date | null },
): StepUp | null {
  if (!isVerified(verifiedAt?.getTime() ?? null, now.getTime())) return null;
  return { principal: actor, factorId: sessionId } as StepUp;
}

/** Which factor a code is for, locked, and what is done once it is right, in one transaction with that. */
type Taking<T> = {
  readonly find: (tx: Db) => Promise<FactorRow | null>;
  readonly effect: (tx: Db, factor: FactorRow) => Promise<T>;
};

/** Spends a code that is right, and counts one that is not. Audited either way. */
export async function takeCode<T>(
  { context, apart }: CallContexts,
  given: GivenCode,
  { find, effect }: Taking<T>,
): Promise<Result<T, StepUpProblem>> {
  // A refusal gives the lock of the factor back, which the counting then takes.
  const taken = await transactOrRefuse(context, async (tx): Promise<Result<T, StepUpProblem>> => {
    const factor = await find(tx);
    if (!factor) return fail({ code: "step_up_not_enrolled" });
    const verdict = await judge(context, factor, given);
    if (verdict.kind !== "right") return fail(problemOf(verdict));
    await tx
      .update(stepUpFactors)
      .set({ lastCounter: verdict.lastCounter, failures: 0, waitUntil: null })
      .where(isFactor(factor));
    const change = { purpose: given.purpose };
    await audit(tx, context, [{ action: "step_up.passed", subjectId: factor.id, change }]);
    return ok(await effect(tx, factor));
  });
  if (!taken.ok && taken.error.code === "step_up_wrong_code") await countWrong(apart, given, find);
  return taken;
}

async function countWrong(apart: Context, given: GivenCode, find: Taking<unknown>["find"]): Promise<void> {
  await transact(apart, async (tx) => {
    const factor = await find(tx);
    const verdict = factor && (await judge(apart, factor, given));
    if (!factor || verdict?.kind !== "wrong") return;
    const { failures, waitUntilMs } = verdict;
    const waitUntil = waitUntilMs === null ? null : new Date(waitUntilMs);
    await tx.update(stepUpFactors).set({ failures, waitUntil }).where(isFactor(factor));
    const change = { purpose: given.purpose, failures };
    await audit(tx, apart, [{ action: "step_up.refused", subjectId: factor.id, change }]);
  });
}

async function judge({ now }: Context, factor: FactorRow, { code, keys }: GivenCode): Promise<CodeVerdict> {
  const secret = await openEnvelope(factor.sealed, { keys, place: factorPlace(factor) });
  const { lastCounter, failures, waitUntil } = factor;
  return judgeCode(
    { lastCounter, failures, waitUntilMs: waitUntil?.getTime() ?? null },
    totpCounter(secret, code, now.getTime()),
    now.getTime(),
  );
}

function problemOf(verdict: Exclude<CodeVerdict, { kind: "right" }>): StepUpProblem {
  switch (verdict.kind) {
    case "wrong":
      return { code: "step_up_wrong_code" };
    case "wait":
      return { code: "step_up_too_soon", until: new Date(verdict.untilMs) };
    case "locked":
      return { code: "step_up_locked" };
  }
}

/** The factor of a principal that counts, locked until the transaction ends, or null. */
export async function lockFactorInForce(
  tx: Db,
  { workspaceId }: Context,
  principal: string,
): Promise<FactorRow | null> {
  const [row] = await tx
    .select()
    .from(stepUpFactors)
    .where(
      and(
        eq(stepUpFactors.workspaceId, workspaceId),
        eq(stepUpFactors.principal, principal),
        isNotNull(stepUpFactors.vouchedAt),
        isNull(stepUpFactors.revokedAt),
      ),
    )
    .for("update");
  return row ?? null;
}

/** Where the secret of a factor is sealed for. */
export const factorPlace = ({ workspaceId, id }: Pick<FactorRow, "workspaceId" | "id">): string =>
  `step_up_factors ${workspaceId} ${id}`;

/** Names one factor in a statement. */
export const isFactor = ({ workspaceId, id }: Pick<FactorRow, "workspaceId" | "id">) =>
  and(eq(stepUpFactors.workspaceId, workspaceId), eq(stepUpFactors.id, id));
