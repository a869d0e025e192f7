import { and, asc, eq, gt, isNull } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { parsePolicy } from "../../core/attribution/policy-body.ts";
import {
  outcomeProblem,
  type PolicyCaseGiven,
  type PolicyCaseOutcome,
  runPolicyCase,
} from "../../core/attribution/policy-case.ts";
import type { PolicyCaseId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { policyCases } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { CasesBroken, Invalid, NotFound } from "../shared/problems.ts";
import { newestPolicy } from "./newest-policy.ts";

/** Most cases that are in force at once, since each version is held against all of them. */
const CASES_IN_FORCE_MAX = 1_000;

/** A case, and what the newest version of the policy makes of it. `problem` is null where it passes. */
export type PolicyCase = typeof policyCases.$inferSelect & {
  readonly version: number;
  readonly outcome: PolicyCaseOutcome;
  readonly problem: string | null;
};

/** A new case, in the form it is stored in. */
export type PolicyCaseInput = {
  readonly name: string;
  readonly given: PolicyCaseGiven;
  readonly expected: PolicyCaseOutcome;
};

/**
 * Keeps a case. It may say what the newest version does not do yet: then the next version has to. Of cases
 * made at once a few more than the most may be kept, which does no harm.
 */
export function addPolicyCase(
  context: Context,
  { name, given, expected }: PolicyCaseInput,
): Promise<Result<PolicyCase, Invalid>> {
  return transact(context, async (tx) => {
    const inForce = await tx.$count(policyCases, isInForce(context));
    if (inForce >= CASES_IN_FORCE_MAX) {
      const message = `is refused: ${CASES_IN_FORCE_MAX} cases are in force, which is the most`;
      return fail({ code: "invalid", param: "body", message });
    }
    const id = newId("poc", context.now.getTime());
    const [row] = await tx
      .insert(policyCases)
      .values({ workspaceId: context.workspaceId, id, name, given, expected })
      .returning();
    if (!row) throw new Error("a new case was not written");
    const change = { name, given, expected };
    await audit(tx, context, [{ action: "policy_case.created", subjectId: id, change }]);
    return ok(tryCase(row, await newestPolicy(tx, context)));
  });
}

/** Cases of the workspace, retired ones included, oldest first. */
export function listPolicyCases(context: Context, { limit, after }: PageRequest): Promise<Page<PolicyCase>> {
  return transact(context, async (tx) => {
    const isAfter = after ? gt(policyCases.id, after as PolicyCaseId) : undefined;
    const rows = await tx
      .select()
      .from(policyCases)
      .where(and(eq(policyCases.workspaceId, context.workspaceId), isAfter))
      .orderBy(asc(policyCases.id))
      .limit(limit + 1);
    const page = cutPage(rows, limit, ({ id }) => id);
    const newest = await newestPolicy(tx, context);
    return { ...page, rows: page.rows.map((row) => tryCase(row, newest)) };
  });
}

/** Retires a case: it holds no later version back. A case that is retired stays as it is. */
export function retirePolicyCase(context: Context, id: PolicyCaseId): Promise<Result<PolicyCase, NotFound>> {
  const isCase = and(eq(policyCases.workspaceId, context.workspaceId), eq(policyCases.id, id));
  return transact(context, async (tx) => {
    const [retired] = await tx
      .update(policyCases)
      .set({ retiredAt: context.now })
      .where(and(isCase, isNull(policyCases.retiredAt)))
      .returning();
    const change = { from: "in_force", to: "retired" };
    if (retired) await audit(tx, context, [{ action: "policy_case.retired", subjectId: id, change }]);
    const [row] = retired ? [retired] : await tx.select().from(policyCases).where(isCase);
    if (!row) return fail({ code: "not_found", param: null });
    return ok(tryCase(row, await newestPolicy(tx, context)));
  });
}

/** Holds a policy against every case in force; null if it breaks none. */
export async function judgeByCases(
  tx: Db,
  context: Context,
  policy: AttributionPolicy,
): Promise<CasesBroken | null> {
  const rows = await tx.select().from(policyCases).where(isInForce(context)).orderBy(asc(policyCases.id));
  const cases = rows.flatMap(({ id, name, given, expected }) => {
    const { problem } = outcomeOf(policy, { given, expected });
    return problem === null ? [] : [{ id, message: `${name}: ${problem}` }];
  });
  return cases.length === 0 ? null : { code: "cases_broken", cases };
}

function isInForce({ workspaceId }: Context) {
  return and(eq(policyCases.workspaceId, workspaceId), isNull(policyCases.retiredAt));
}

function tryCase(
  row: typeof policyCases.$inferSelect,
  { version, body }: { readonly version: number; readonly body: unknown },
): PolicyCase {
  return { ...row, version, ...outcomeOf(parsePolicy(body), row) };
}

/** The columns have one writer, `addPolicyCase`, and these are their forms. */
function outcomeOf(
  policy: AttributionPolicy,
  { given, expected }: { readonly given: unknown; readonly expected: unknown },
) {
  const outcome = runPolicyCase(policy, given as PolicyCaseGiven);
  return { outcome, problem: outcomeProblem(expected as PolicyCaseOutcome, outcome) };
}
