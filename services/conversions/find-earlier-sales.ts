import { sql } from "drizzle-orm";
import { customerKeys } from "../../core/settlement/conversion.ts";
import type { Case } from "../../core/settlement/decide.ts";
import type { EarlierCredit, EarlierSale } from "../../core/settlement/earlier-sales.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** Most earlier conversions of a customer that are looked at: the oldest, since the first one decides most. */
const EARLIER_SALES_MAX = 1_000;

type Row = {
  readonly customer_key: string;
  readonly conversion_id: ConversionId;
  readonly occurred_at_ms: string;
  readonly credit: EarlierCredit | null;
};

/** Decided conversions of the customers of a batch, by the customer's key, each with whom its newest decision credits most. */
export async function findEarlierSales(
  tx: Db,
  { workspaceId }: Context,
  cases: readonly Case[],
): Promise<ReadonlyMap<string, readonly EarlierSale[]>> {
  const keys = [...new Set(cases.flatMap(({ conversion }) => customerKeys(conversion)))];
  const found = new Map<string, EarlierSale[]>();
  const { rows } = (await tx.execute(sql`
    select given.customer_key, earlier.id as conversion_id,
           (extract(epoch from earlier.occurred_at) * 1000)::bigint as occurred_at_ms, credited.credit
      from unnest(${sql.param(keys)}::text[]) as given(customer_key)
     cross join lateral (
       select id, occurred_at from conversions
        where workspace_id = ${workspaceId} and status <> 'received' and given.customer_key like 'external:%'
          and customer_external_id = substr(given.customer_key, 10)
       union all
       select id, occurred_at from conversions
        where workspace_id = ${workspaceId} and status <> 'received' and given.customer_key like 'email_sha256:%'
          and customer_email_sha256 = substr(given.customer_key, 14)
        order by occurred_at limit ${EARLIER_SALES_MAX}) earlier
      left join lateral (
       select json_build_object('affiliateId', credits.affiliate_id, 'programId', credits.program_id,
                'affiliateStatus', affiliates.status, 'affiliateClass', affiliates.class,
                'programStatus', programs.status) as credit
         from decisions
         join credits on credits.workspace_id = decisions.workspace_id and credits.decision_id = decisions.id
         join affiliates on affiliates.workspace_id = credits.workspace_id and affiliates.id = credits.affiliate_id
         join programs on programs.workspace_id = credits.workspace_id and programs.id = credits.program_id
        where decisions.workspace_id = ${workspaceId} and decisions.conversion_id = earlier.id
        order by decisions.revision desc, credits.credit_ppm desc, credits.position desc limit 1) credited on true`)) as unknown as {
    rows: Row[];
  };
  for (const { customer_key, conversion_id, occurred_at_ms, credit } of rows) {
    const sale = { conversionId: conversion_id, occurredAtMs: Number(occurred_at_ms), credit };
    const others = found.get(customer_key);
    if (others) others.push(sale);
    else found.set(customer_key, [sale]);
  }
  return found;
}
