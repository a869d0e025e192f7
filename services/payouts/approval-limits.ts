import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutApprovalLimits } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { StepUpRequired } from "../shared/problems.ts";
import type { StepUp } from "../step-up/verify-step-up.ts";

/** Above which sum a batch of a currency is approved by a one-time code only. */
export type ApprovalLimit = { readonly currency: Currency; readonly stepUpOverMinor: bigint | null };

/**
 * Sets the limit of a currency, or takes it away, always by a step-up: so nobody lowers the guard that a code is for,
 * and whoever raises it has a factor to pass it by. What changes nothing writes nothing.
 */
export function setApprovalLimit(
  context: Context,
  { currency, stepUpOverMinor }: ApprovalLimit,
  stepUp: StepUp | null,
): Promise<Result<ApprovalLimit, StepUpRequired>> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    if (!stepUp) return fail({ code: "step_up_required" });
    const before = await findApprovalLimit(tx, context, currency);
    if (before === stepUpOverMinor) return ok({ currency, stepUpOverMinor });
    await tx
      .insert(payoutApprovalLimits)
      .values({ workspaceId, currency, stepUpOverMinor })
      .onConflictDoUpdate({
        target: [payoutApprovalLimits.workspaceId, payoutApprovalLimits.currency],
        set: { stepUpOverMinor },
      });
    const change = { from: before === null ? null : String(before), to: stepUpOverMinor?.toString() ?? null };
    await audit(tx, context, [
      { action: "payout_approval_limit.set", subjectId: `payout_approval_limit:${currency}`, change },
    ]);
    return ok({ currency, stepUpOverMinor });
  });
}

/** The limits that are set, by currency. */
export function listApprovalLimits(context: Context): Promise<readonly ApprovalLimit[]> {
  const { workspaceId, currency, stepUpOverMinor } = payoutApprovalLimits;
  return transact(context, (tx) =>
    tx
      .select({ currency, stepUpOverMinor })
      .from(payoutApprovalLimits)
      .where(and(eq(workspaceId, context.workspaceId), isNotNull(stepUpOverMinor)))
      .orderBy(asc(currency)),
  );
}

/** The limit of a currency in minor units, or null. It stays as it is until the transaction ends. */
export async function findApprovalLimit(
  tx: Db,
  { workspaceId }: Context,
  currency: Currency,
): Promise<bigint | null> {
  const [row] = await tx
    .select({ stepUpOverMinor: payoutApprovalLimits.stepUpOverMinor })
    .from(payoutApprovalLimits)
    .where(
      and(eq(payoutApprovalLimits.workspaceId, workspaceId), eq(payoutApprovalLimits.currency, currency)),
    )
    .for("share");
  return row?.stepUpOverMinor ?? null;
}
