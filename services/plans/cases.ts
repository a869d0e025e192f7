import { and, asc, count, eq, gt, isNull } from "drizzle-orm";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import {
  type PlanCaseGiven,
  type PlanCaseSum,
  planCaseProblem,
  runPlanCase,
} from "../../core/commission/plan-case.ts";
import type { PlanCaseId, PlanId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { planCases } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { CasesBroken, Invalid, NotFound } from "../shared/problems.ts";
import { newestVersion, type PlanVersion } from "./newest-version.ts";

/** Most cases of one plan in force. */
const PLAN_CASES_MAX = 1_000;

type PlanCaseRow = typeof planCases.$inferSelect;
/** A case, with what the newest version of its plan pays in it now. */
export type PlanCase = Omit<PlanCaseRow, "given" | "expected"> & {
  readonly given: PlanCaseGiven;
  readonly expected: readonly PlanCaseSum[];
  readonly outcome: {
    readonly planVersion: number;
    readonly sums: readonly PlanCaseSum[];
    /** How it differs from what is expected, or null if it does not. */
    readonly problem: string | null;
  };
};

/** Keeps a case; it may expect what no version pays yet. From now on a version must pay what it expects. */
export function addPlanCase(
  context: Context,
  planId: PlanId,
  input: {
    readonly name: string;
    readonly given: PlanCaseGiven;
    readonly expected: readonly PlanCaseSum[];
  },
): Promise<Result<PlanCase, NotFound | Invalid>> {
  return transact(context, async (tx) => {
    const newest = await newestVersion(tx, context, planId);
    if (!newest) return fail({ code: "not_found", param: null });
    const [inForce] = await tx.select({ cases: count() }).from(planCases).where(areInForce(context, planId));
    if ((inForce?.cases ?? 0) >= PLAN_CASES_MAX) {
      const message = `would be more than the ${PLAN_CASES_MAX} cases of a plan: retire some`;
      return fail({ code: "invalid", param: "name", message });
    }
    const id = newId("pcs", context.now.getTime());
    const [row] = await tx
      .insert(planCases)
      .values({ ...input, workspaceId: context.workspaceId, id, planId })
      .returning();
    if (!row) throw new Error("a new case was not written");
    await audit(tx, context, [
      { action: "plan.case_created", subjectId: planId, change: { caseId: id, ...input } },
    ]);
    return ok(withOutcome(row, newest));
  });
}

/** Cases of a plan with what its newest version pays, oldest first, retired ones too; null without the plan. */
export function listPlanCases(
  context: Context,
  planId: PlanId,
  { limit, after }: PageRequest,
): Promise<Page<PlanCase> | null> {
  return transact(context, async (tx) => {
    const newest = await newestVersion(tx, context, planId);
    if (!newest) return null;
    const isLater = after ? gt(planCases.id, after as PlanCaseId) : undefined;
    const rows = await tx
      .select()
      .from(planCases)
      .where(and(eq(planCases.workspaceId, context.workspaceId), eq(planCases.planId, planId), isLater))
      .orderBy(asc(planCases.id))
      .limit(limit + 1);
    const page = cutPage(rows, limit, ({ id }) => id);
    return { ...page, rows: page.rows.map((row) => withOutcome(row, newest)) };
  });
}

/** Retires a case, so that it holds no later version back. Once more changes nothing. */
export function retirePlanCase(
  context: Context,
  planId: PlanId,
  caseId: PlanCaseId,
): Promise<Result<PlanCase, NotFound>> {
  return transact(context, async (tx) => {
    const isCase = and(
      eq(planCases.workspaceId, context.workspaceId),
      eq(planCases.planId, planId),
      eq(planCases.id, caseId),
    );
    const newest = await newestVersion(tx, context, planId);
    const [before] = await tx.select().from(planCases).where(isCase).for("update");
    if (!newest || !before) return fail({ code: "not_found", param: null });
    if (before.retiredAt !== null) return ok(withOutcome(before, newest));
    const [row] = await tx.update(planCases).set({ retiredAt: context.now }).where(isCase).returning();
    if (!row) throw new Error("a locked case was not written");
    const change = { caseId, from: "in_force", to: "retired" };
    await audit(tx, context, [{ action: "plan.case_retired", subjectId: planId, change }]);
    return ok(withOutcome(row, newest));
  });
}

/** Names every case in force that a plan would break, or null. */
export async function judgeByPlanCases(
  tx: Db,
  context: Context,
  planId: PlanId,
  plan: CommissionPlan,
): Promise<CasesBroken | null> {
  const rows = await tx
    .select()
    .from(planCases)
    .where(areInForce(context, planId))
    .orderBy(asc(planCases.id));
  const broken = rows.flatMap(({ id, name, given, expected }) => {
    const sums = runPlanCase(plan, given as PlanCaseGiven);
    const message = planCaseProblem(expected as readonly PlanCaseSum[], sums);
    return message === null ? [] : [{ id, message: `${name}: ${message}` }];
  });
  return broken.length > 0 ? { code: "cases_broken", cases: broken } : null;
}

const areInForce = ({ workspaceId }: Context, planId: PlanId) =>
  and(eq(planCases.workspaceId, workspaceId), eq(planCases.planId, planId), isNull(planCases.retiredAt));

function withOutcome(row: PlanCaseRow, { version, body }: PlanVersion): PlanCase {
  const given = row.given as PlanCaseGiven;
  const expected = row.expected as readonly PlanCaseSum[];
  const sums = runPlanCase(parsePlanBody(body), given);
  return {
    ...{ ...row, given, expected },
    outcome: { planVersion: version, sums, problem: planCaseProblem(expected, sums) },
  };
}
