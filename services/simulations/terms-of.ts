import { parsePolicy } from "../../core/attribution/policy-body.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import { NO_VERSION } from "../../core/settlement/decided-before.ts";
import type { PolicyVersion } from "../../core/settlement/terms.ts";
import { assert } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import type { simulations } from "../../db/schema/index.ts";
import { loadPolicies } from "../conversions/find-policy.ts";
import type { Replay } from "../conversions/replay.ts";
import type { Context } from "../shared/context.ts";

type Terms = Pick<typeof simulations.$inferSelect, "policy" | "policyHash" | "planId" | "planBody">;

/** The policies a simulation decides by: its own, as if it had been in force from the beginning, or those in force. */
export async function policiesOf(
  tx: Db,
  context: Context,
  { policy, policyHash }: Terms,
): Promise<readonly PolicyVersion[]> {
  if (policy === null) return loadPolicies(tx, context);
  assert(policyHash !== null, "a policy has a hash");
  return [{ version: NO_VERSION, hash: policyHash, effectiveFromMs: 0, policy: parsePolicy(policy) }];
}

/** What a back-test takes its plan to say; null of any other simulation. */
export function planOf({ planId, planBody }: Terms): Replay["plan"] {
  return planId === null ? null : { planId, plan: parsePlanBody(planBody) };
}
