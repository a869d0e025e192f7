import { sql } from "drizzle-orm";
import type { Hmac } from "../../core/link/click-id.ts";
import type { Case } from "../../core/settlement/decide.ts";
import type { WrittenCredit, WrittenDecision } from "../../core/settlement/decided-before.ts";
import { parseFacts } from "../../core/settlement/stored-facts.ts";
import type { PolicyVersion } from "../../core/settlement/terms.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { ConversionRow } from "../conversions/accepted-conversion.ts";
import { loadCasesUnder } from "../conversions/load-cases.ts";
import type { Context } from "../shared/context.ts";

/** Loads what past conversions are decided anew by, each with its newest decision under the same policy, in three statements. */
export async function loadPastCases(
  tx: Db,
  context: Context,
  asked: { readonly conversions: readonly ConversionRow[]; readonly policies: readonly PolicyVersion[] },
  hmacs: readonly Hmac[],
): Promise<readonly Case[]> {
  const cases = await loadCasesUnder(tx, context, asked, hmacs);
  const written = await loadWritten(tx, context, cases);
  return cases.map((each) => ({
    ...each,
    written: written.get(keyOf(each.conversion.id, each.policy.hash)) ?? null,
  }));
}

const keyOf = (id: ConversionId, policyHash: string): string => `${id} ${policyHash}`;

type Row = {
  readonly conversion_id: ConversionId;
  readonly policy_hash: string;
  readonly facts: unknown;
  readonly credits: readonly WrittenCredit[] | null;
};

/** Decisions by a policy that a simulation alone knew are no terms to come back to. */
async function loadWritten(
  tx: Db,
  { workspaceId }: Context,
  cases: readonly Case[],
): Promise<ReadonlyMap<string, WrittenDecision>> {
  const ids = cases.map(({ conversion }) => conversion.id);
  const hashes = [...new Set(cases.map(({ policy }) => policy.hash))];
  const { rows } = (await tx.execute(sql`
    select distinct on (conversion_id, policy_hash) conversion_id, policy_hash, commission_inputs as facts,
           (select json_agg(json_build_object('affiliateId', affiliate_id, 'programId', program_id,
                     'creditPpm', credit_ppm, 'planId', plan_id, 'planVersion',
                     (select min(plan_version) from commissions
                       where commissions.workspace_id = ${workspaceId} and commissions.decision_id = decisions.id
                         and commissions.plan_id = credits.plan_id)) order by position)
              from credits
             where credits.workspace_id = ${workspaceId} and decision_id = decisions.id) as credits
      from decisions
     where workspace_id = ${workspaceId} and conversion_id = any (${sql.param(ids)}::text[])
       and policy_hash = any (${sql.param(hashes)}::text[]) and policy_version is not null
       and commission_inputs is not null
     order by conversion_id, policy_hash, revision desc`)) as unknown as { rows: Row[] };
  return new Map(
    rows.map(({ conversion_id, policy_hash, facts, credits }) => [
      keyOf(conversion_id, policy_hash),
      { policyHash: policy_hash, credits: credits ?? [], facts: parseFacts(facts) },
    ]),
  );
}
