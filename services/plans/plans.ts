import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { type CommissionRule, planBody } from "../../core/commission/plan.ts";
import { parsePlanBody, planRulesBody } from "../../core/commission/plan-body.ts";
import type { PlanId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { plans, planVersions } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { newId } from "../../platform/random.ts";
import { takeCasesTurn } from "../policies/cases-turn.ts";
import { policyCasesBrokenByPlan } from "../policies/judge-by-cases.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { judgeStart } from "../shared/judge-start.ts";
import type { CasesBroken, Invalid, NotFound, Taken } from "../shared/problems.ts";
import { planCasesBroken } from "./judge-by-cases.ts";
import { newestVersion, type PlanVersion } from "./newest-version.ts";

/** A plan with its versions, oldest first. */
export type Plan = typeof plans.$inferSelect & { readonly versions: readonly PlanVersion[] };

/** One rule that always holds, or the terms of a plan of rules. */
export type PlanInput = { readonly rule: CommissionRule } | { readonly terms: CommissionPlan };
type VersionInput = PlanInput & { readonly effectiveFrom?: Date | undefined };

/** Creates a plan with version 1, in force from now unless told otherwise. */
export function createPlan(context: Context, input: VersionInput & { readonly name: string }): Promise<Plan> {
  return transact(context, async (tx) => {
    const id = newId("pln", context.now.getTime());
    const [plan] = await tx
      .insert(plans)
      .values({ workspaceId: context.workspaceId, id, name: input.name })
      .returning();
    const version = await insertVersion(tx, context, { ...input, planId: id, version: 1 });
    if (!plan || !version) throw new Error("a new plan was not written");
    await audit(tx, context, [
      { action: "plan.created", subjectId: id, change: { name: input.name, body: version.body } },
    ]);
    return { ...plan, versions: [version] };
  });
}

/**
 * Adds the next version of a plan, in force from now or later; one that breaks a case in force, of the plan or of
 * the policy, is refused. Of two at once, one is refused as taken.
 */
export function addPlanVersion(
  asked: Context,
  planId: PlanId,
  input: VersionInput,
): Promise<Result<PlanVersion, NotFound | Taken | Invalid | CasesBroken>> {
  const invalid = judgeStart(input.effectiveFrom, asked.now);
  if (invalid) return Promise.resolve(fail(invalid));
  return transact(asked, async (tx) => {
    const context = await takeCasesTurn(tx, asked);
    const newest = await newestVersion(tx, context, planId);
    if (!newest) return fail({ code: "not_found", param: null });
    const candidate = { planId, plan: planOf(input) };
    const cases = [
      ...(await planCasesBroken(tx, context, candidate)),
      ...(await policyCasesBrokenByPlan(tx, context, candidate)),
    ];
    if (cases.length > 0) return fail({ code: "cases_broken", cases });
    const version = await insertVersion(tx, context, { ...input, planId, version: newest.version + 1 });
    if (!version) return fail({ code: "taken", param: "version" });
    await audit(tx, context, [
      {
        action: "plan.version_created",
        subjectId: planId,
        change: { version: version.version, body: version.body },
      },
    ]);
    return ok(version);
  });
}

/** Plans of the workspace, oldest first. */
export function listPlans(context: Context, { limit, after }: PageRequest): Promise<Page<Plan>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(plans)
      .where(
        and(eq(plans.workspaceId, context.workspaceId), after ? gt(plans.id, after as PlanId) : undefined),
      )
      .orderBy(asc(plans.id))
      .limit(limit + 1);
    const page = cutPage(rows, limit, ({ id }) => id);
    return { ...page, rows: await withVersions(tx, context, page.rows) };
  });
}

/** One plan of the workspace, or null. */
export function getPlan(context: Context, planId: PlanId): Promise<Plan | null> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(plans)
      .where(and(eq(plans.workspaceId, context.workspaceId), eq(plans.id, planId)));
    return (await withVersions(tx, context, rows))[0] ?? null;
  });
}

async function withVersions(
  tx: Db,
  context: Context,
  rows: readonly (typeof plans.$inferSelect)[],
): Promise<readonly Plan[]> {
  const ids = rows.map(({ id }) => id);
  const versions = await tx
    .select()
    .from(planVersions)
    .where(and(eq(planVersions.workspaceId, context.workspaceId), inArray(planVersions.planId, ids)))
    .orderBy(asc(planVersions.version));
  return rows.map((row) => ({ ...row, versions: versions.filter(({ planId }) => planId === row.id) }));
}

async function insertVersion(
  tx: Db,
  context: Context,
  input: VersionInput & { readonly planId: PlanId; readonly version: number },
): Promise<PlanVersion | undefined> {
  const { planId, version, effectiveFrom } = input;
  const body = "rule" in input ? planBody(input.rule) : planRulesBody(input.terms);
  const [row] = await tx
    .insert(planVersions)
    .values({
      workspaceId: context.workspaceId,
      planId,
      version,
      body,
      hash: fingerprintOf(body),
      effectiveFrom: effectiveFrom ?? context.now,
    })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** The plan of either form. */
export const planOf = (input: PlanInput): CommissionPlan =>
  "rule" in input ? parsePlanBody(planBody(input.rule)) : input.terms;
