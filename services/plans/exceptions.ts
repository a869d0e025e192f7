import { and, asc, eq, gt } from "drizzle-orm";
import type { AffiliateId, PlanExceptionId, PlanId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { planExceptions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import { judgeStart } from "../shared/judge-start.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";

/** An affiliate's own plan in a program for a time. */
export type PlanException = typeof planExceptions.$inferSelect;

/** Which affiliate, in which program, and what for: null for the program's own plan again. */
export type PlanExceptionInput = {
  readonly programId: ProgramId;
  readonly affiliateId: AffiliateId;
  readonly planId: PlanId | null;
  readonly effectiveFrom?: Date | undefined;
  readonly effectiveTo?: Date | undefined;
};

/**
 * Gives an affiliate a plan of its own in a program, from now or later. It is never edited: one that begins
 * later takes over until it ends, and one without a plan is the program's. Two that begin at the same instant are refused.
 */
export function addPlanException(
  context: Context,
  input: PlanExceptionInput,
): Promise<Result<PlanException, NotFound | InvalidFields | Taken | Invalid>> {
  const invalid = judgeStart(input.effectiveFrom, context.now);
  if (invalid) return Promise.resolve(fail(invalid));
  const effectiveFrom = input.effectiveFrom ?? context.now;
  if (input.effectiveTo && input.effectiveTo <= effectiveFrom) {
    const message = "must be after effective_from";
    return Promise.resolve(fail({ code: "invalid", param: "effective_to", message }));
  }
  return transact(context, async (tx) => {
    const missing = await findMissing(tx, context, input);
    if (missing) return fail(missing);
    const { workspaceId } = context;
    const id = newId("pex", context.now.getTime());
    const [row] = await tx
      .insert(planExceptions)
      .values({ ...input, workspaceId, id, effectiveFrom, effectiveTo: input.effectiveTo ?? null })
      .onConflictDoNothing()
      .returning();
    if (!row) return fail({ code: "taken", param: "effective_from" });
    const { programId, affiliateId, planId, effectiveTo } = row;
    await audit(tx, context, [
      {
        action: "plan.exception_created",
        subjectId: affiliateId,
        change: { exceptionId: id, programId, planId, effectiveFrom, effectiveTo },
      },
    ]);
    return ok(row);
  });
}

/** Exceptions of the workspace, or of one affiliate or program, oldest first. */
export function listPlanExceptions(
  context: Context,
  {
    affiliateId,
    programId,
  }: { readonly affiliateId?: AffiliateId | undefined; readonly programId?: ProgramId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<PlanException>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(planExceptions)
      .where(
        and(
          eq(planExceptions.workspaceId, context.workspaceId),
          affiliateId ? eq(planExceptions.affiliateId, affiliateId) : undefined,
          programId ? eq(planExceptions.programId, programId) : undefined,
          after ? gt(planExceptions.id, after as PlanExceptionId) : undefined,
        ),
      )
      .orderBy(asc(planExceptions.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}
