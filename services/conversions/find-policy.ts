import { sql } from "drizzle-orm";
import { parsePolicy } from "../../core/attribution/policy-body.ts";
import { type PolicyVersion, policyAt } from "../../core/settlement/terms.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** Every version of the workspace's policy, oldest first. */
export async function loadPolicies(tx: Db, { workspaceId }: Context): Promise<readonly PolicyVersion[]> {
  const { rows } = (await tx.execute(sql`
    select version, hash, body, (extract(epoch from effective_from) * 1000)::bigint as effective_from_ms
      from policy_versions where workspace_id = ${workspaceId} order by version`)) as unknown as {
    rows: { version: number; hash: string; body: unknown; effective_from_ms: string }[];
  };
  return rows.map(({ version, hash, body, effective_from_ms }) => ({
    ...{ version, hash, effectiveFromMs: Number(effective_from_ms), policy: parsePolicy(body) },
  }));
}

/** The newest policy version in force at an instant. */
export async function findPolicy(tx: Db, context: Context, at: Date): Promise<PolicyVersion> {
  return policyAt(await loadPolicies(tx, context), at.getTime());
}
