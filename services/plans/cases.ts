import { and, asc, count, eq, gt, isNull } from "drizzle-orm";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { PlanCaseSum } from "../../core/commission/plan-case.ts";
import { lackedByPlanSale, type PlanSaleCase } from "../../core/settlement/sale-case.ts";
import type { PlanCaseId, PlanId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { planCases } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { loadPolicies } from "../conversions/find-policy.ts";
import { takeCasesTurn } from "../policies/cases-turn.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { judgeRates } from "../shared/judge-rates.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";
import { loadCasePolicies, outcomeOf, type PlanCaseRow } from "./judge-by-cases.ts";
import { newestVersion, type PlanVersion } from "./newest-version.ts";

/** Most cases of one plan in force. */
const PLAN_CASES_MAX = 1_000;

/** A case, with what the newest version of its plan pays in it now. */
export type PlanCase = Omit<PlanCaseRow, "given" | "expected"> & {
  readonly given: PlanSaleCase;
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
  asked: Context,
  planId: PlanId,
  input: {
    readonly name: string;
    readonly given: PlanSaleCase;
    readonly expected: readonly PlanCaseSum[];
  },
): Promise<Result<PlanCase, NotFound | Invalid>> {
  return transact(asked, async (tx) => {
    const context = await takeCasesTurn(tx, asked);
    const newest = await newestVersion(tx, context, planId);
    if (!newest) return fail({ code: "not_found", param: null });
    const [inForce] = await tx.select({ cases: count() }).from(planCases).where(areInForce(context, planId));
    if ((inForce?.cases ?? 0) >= PLAN_CASES_MAX) {
      const message = `would be more than the ${PLAN_CASES_MAX} cases of a plan: retire some`;
      return fail({ code: "invalid", param: "name", message });
    }
    const invalid = await judgeCase(tx, context, input.given, newest);
    if (invalid) return fail(invalid);
    const id = newId("pcs", context.now.getTime());
    const [row] = await tx
      .insert(planCases)
      .values({ ...input, workspaceId: context.workspaceId, id, planId })
      .returning();
    if (!row) throw new Error("a new case was not written");
    await audit(tx, context, [
      { action: "plan.case_created", subjectId: planId, change: { caseId: id, ...input } },
    ]);
    return ok(await withOutcome(tx, context, row, newest));
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
    return { ...page, rows: await withOutcomes(tx, context, page.rows, newest) };
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
    if (before.retiredAt !== null) return ok(await withOutcome(tx, context, before, newest));
    const [row] = await tx.update(planCases).set({ retiredAt: context.now }).where(isCase).returning();
    if (!row) throw new Error("a locked case was not written");
    const change = { caseId, from: "in_force", to: "retired" };
    await audit(tx, context, [{ action: "plan.case_retired", subjectId: planId, change }]);
    return ok(await withOutcome(tx, context, row, newest));
  });
}

const areInForce = ({ workspaceId }: Context, planId: PlanId) =>
  and(eq(planCases.workspaceId, workspaceId), eq(planCases.planId, planId), isNull(planCases.retiredAt));

async function withOutcome(
  tx: Db,
  context: Context,
  row: PlanCaseRow,
  newest: PlanVersion,
): Promise<PlanCase> {
  const [tried] = await withOutcomes(tx, context, [row], newest);
  if (!tried) throw new Error("a case was not tried");
  return tried;
}

async function withOutcomes(
  tx: Db,
  context: Context,
  rows: readonly PlanCaseRow[],
  { version, body }: PlanVersion,
): Promise<readonly PlanCase[]> {
  const policies = await loadCasePolicies(tx, context);
  const plan = parsePlanBody(body);
  return rows.map((row) => {
    const { pay, problem } = outcomeOf(plan, row, policies);
    return {
      ...row,
      given: row.given as PlanSaleCase,
      expected: row.expected as readonly PlanCaseSum[],
      outcome: { planVersion: version, sums: pay.sums, problem },
    };
  });
}

/** Refuses a case that names a policy which is not there, or gives no rate that its plan needs; null for one that can be worked out. */
async function judgeCase(
  tx: Db,
  context: Context,
  given: PlanSaleCase,
  { body }: PlanVersion,
): Promise<Invalid | null> {
  const { policy } = given;
  if (policy && "version" in policy) {
    const versions = await loadPolicies(tx, context);
    if (!versions.some(({ version }) => version === policy.version)) {
      return { code: "invalid", param: "given.policy.version", message: "is no version of the policy" };
    }
  }
  return judgeRates(lackedByPlanSale(parsePlanBody(body), given));
}
