import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { parsePolicy } from "../../core/attribution/policy-body.ts";
import { plansNamedBy } from "../../core/settlement/case-plan.ts";
import {
  lackedBySale,
  type PolicySaleCase,
  type PolicySaleExpected,
  type PolicySaleOutcome,
} from "../../core/settlement/sale-case.ts";
import type { PolicyCaseId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { policyCases } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { plansInForce } from "../plans/plans-in-force.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { judgeRates } from "../shared/judge-rates.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";
import { takeCasesTurn } from "./cases-turn.ts";
import { outcomeOf, type PolicyCaseRow, plansOf } from "./judge-by-cases.ts";
import { newestPolicy } from "./newest-policy.ts";

/** Most cases that are in force at once, since each version is held against all of them. */
const CASES_IN_FORCE_MAX = 1_000;

/** A case, and what the newest version of the policy makes of it. `problem` is null where it passes. */
export type PolicyCase = PolicyCaseRow & {
  readonly version: number;
  readonly outcome: PolicySaleOutcome;
  readonly problem: string | null;
};

/** A new case, in the form it is stored in. */
export type PolicyCaseInput = {
  readonly name: string;
  readonly given: PolicySaleCase;
  readonly expected: PolicySaleExpected;
};

/**
 * Keeps a case. It may say what the newest version does not do yet: then the next version has to.
 */
export function addPolicyCase(
  asked: Context,
  { name, given, expected }: PolicyCaseInput,
): Promise<Result<PolicyCase, Invalid>> {
  return transact(asked, async (tx) => {
    const context = await takeCasesTurn(tx, asked);
    const inForce = await tx.$count(policyCases, isInForce(context));
    if (inForce >= CASES_IN_FORCE_MAX) {
      const message = `is refused: ${CASES_IN_FORCE_MAX} cases are in force, which is the most`;
      return fail({ code: "invalid", param: "body", message });
    }
    const invalid = await judgeCase(tx, context, given);
    if (invalid) return fail(invalid);
    const id = newId("poc", context.now.getTime());
    const [row] = await tx
      .insert(policyCases)
      .values({ workspaceId: context.workspaceId, id, name, given, expected })
      .returning();
    if (!row) throw new Error("a new case was not written");
    const change = { name, given, expected };
    await audit(tx, context, [{ action: "policy_case.created", subjectId: id, change }]);
    return ok(await tryCase(tx, context, row));
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
    return { ...page, rows: await tryCases(tx, context, page.rows) };
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
    return ok(await tryCase(tx, context, row));
  });
}

function isInForce({ workspaceId }: Context) {
  return and(eq(policyCases.workspaceId, workspaceId), isNull(policyCases.retiredAt));
}

async function tryCase(tx: Db, context: Context, row: PolicyCaseRow): Promise<PolicyCase> {
  const [tried] = await tryCases(tx, context, [row]);
  if (!tried) throw new Error("a case was not tried");
  return tried;
}

async function tryCases(
  tx: Db,
  context: Context,
  rows: readonly PolicyCaseRow[],
): Promise<readonly PolicyCase[]> {
  const { version, body } = await newestPolicy(tx, context);
  const plans = await plansOf(tx, context, rows);
  return rows.map((row) => ({ ...row, version, ...outcomeOf(parsePolicy(body), row, plans) }));
}

/** Refuses a case that names a plan which is not in force, or gives no rate that its plans need; null for one that can be worked out. */
async function judgeCase(tx: Db, context: Context, given: PolicySaleCase): Promise<Invalid | null> {
  const named = plansNamedBy(given);
  const plans = await plansInForce(
    tx,
    context,
    named.map(({ planId }) => planId),
  );
  const unknown = named.find(({ planId }) => !plans.has(planId));
  if (unknown) return { code: "invalid", param: unknown.param, message: "names no plan in force" };
  return judgeRates(lackedBySale(given, plans));
}
