import { asc, eq } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { policyVersions } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { planCasesBrokenByPolicy } from "../plans/judge-by-cases.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { judgeStart } from "../shared/judge-start.ts";
import type { CasesBroken, Invalid, Taken } from "../shared/problems.ts";
import { takeCasesTurn } from "./cases-turn.ts";
import { policyCasesBroken } from "./judge-by-cases.ts";
import { newestPolicy, type PolicyVersion } from "./newest-policy.ts";

/** Every version of the workspace's policy, oldest first. */
export function listPolicies(context: Context): Promise<readonly PolicyVersion[]> {
  return transact(context, (tx) =>
    tx
      .select()
      .from(policyVersions)
      .where(eq(policyVersions.workspaceId, context.workspaceId))
      .orderBy(asc(policyVersions.version)),
  );
}

/**
 * Adds the next version of the policy, in force from now or later; one that breaks a case in force, of the
 * policy or of a plan, is refused. Of two at once, one is refused as taken.
 */
export function addPolicy(
  asked: Context,
  {
    policy,
    effectiveFrom,
  }: { readonly policy: AttributionPolicy; readonly effectiveFrom?: Date | undefined },
): Promise<Result<PolicyVersion, Taken | Invalid | CasesBroken>> {
  const invalid = judgeStart(effectiveFrom, asked.now);
  if (invalid) return Promise.resolve(fail(invalid));
  return transact(asked, async (tx) => {
    const context = await takeCasesTurn(tx, asked);
    const { version } = await newestPolicy(tx, context);
    const cases = [
      ...(await policyCasesBroken(tx, context, policy)),
      ...(await planCasesBrokenByPolicy(tx, context, policy)),
    ];
    if (cases.length > 0) return fail({ code: "cases_broken", cases });
    const body = policyBody(policy);
    const [row] = await tx
      .insert(policyVersions)
      .values({
        workspaceId: context.workspaceId,
        version: version + 1,
        body,
        hash: fingerprintOf(body),
        effectiveFrom: effectiveFrom ?? context.now,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return fail({ code: "taken", param: "version" });
    await audit(tx, context, [
      { action: "policy.version_created", subjectId: `policy:${row.version}`, change: { body } },
    ]);
    return ok(row);
  });
}
