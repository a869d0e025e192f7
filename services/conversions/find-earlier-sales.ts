import { type SQL, sql } from "drizzle-orm";
import { customerKeys } from "../../core/settlement/conversion.ts";
import type { Case } from "../../core/settlement/decide.ts";
import type { EarlierCredit, EarlierSale } from "../../core/settlement/earlier-sales.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { Replay } from "./replay.ts";

/**
 * Most earlier conversions of a customer that are looked at from either end, of payments and of what is none
 * each: the first one and the latest decide who is locked, and no plan counts further.
 */
const EARLIER_SALES_MAX = 500;

type Row = {
  readonly customer_key: string;
  readonly conversion_id: ConversionId;
  readonly occurred_at_ms: string;
  readonly event: string;
  readonly is_payment: boolean;
  readonly credit: EarlierCredit | null;
};

/**
 * Decided conversions of the customers of a batch, by the customer's key, each with whom its newest decision
 * credits most; in a simulation, whom that credited most, from its beginning on.
 */
export async function findEarlierSales(
  tx: Db,
  { workspaceId }: Context,
  cases: readonly Case[],
  replay: Replay | null,
): Promise<ReadonlyMap<string, readonly EarlierSale[]>> {
  const keys = [...new Set(cases.flatMap(({ conversion }) => customerKeys(conversion)))];
  if (keys.length === 0) return new Map();
  const latestMs = Math.max(...cases.map(({ conversion }) => conversion.occurredAt.getTime()));
  const { rows } = (await tx.execute(sql`
    with sales as (
      select 'external:' || customer_external_id as customer_key, id, occurred_at, event, amount_minor > 0 as is_payment
        from conversions
       where workspace_id = ${workspaceId} and status <> 'received'
         and customer_external_id = any (${known(keys, "external:")})
         and occurred_at <= ${new Date(latestMs).toISOString()}::timestamptz
      union all
      select 'email_sha256:' || customer_email_sha256, id, occurred_at, event, amount_minor > 0 from conversions
       where workspace_id = ${workspaceId} and status <> 'received'
         and customer_email_sha256 = any (${known(keys, "email_sha256:")})
         and occurred_at <= ${new Date(latestMs).toISOString()}::timestamptz
    )
    , earlier as materialized (
      select *, row_number() over (partition by customer_key, is_payment order by occurred_at, id) as nth,
             count(*) over (partition by customer_key, is_payment) as sales
        from sales)
    select earlier.customer_key, earlier.id as conversion_id, earlier.event, earlier.is_payment,
           (extract(epoch from earlier.occurred_at) * 1000)::bigint as occurred_at_ms, credited.credit
      from (select * from earlier
             where nth <= ${EARLIER_SALES_MAX} or nth > sales - ${EARLIER_SALES_MAX}) earlier
      left join lateral (${mostCredited(workspaceId, replay)}) credited on true`)) as unknown as {
    rows: Row[];
  };
  const sales = rows.map(({ customer_key, conversion_id, occurred_at_ms, event, is_payment, credit }) => ({
    key: customer_key,
    sale: {
      ...{ conversionId: conversion_id, occurredAtMs: Number(occurred_at_ms) },
      ...{ event, isPayment: is_payment, credit },
    },
  }));
  return new Map(
    [...groupBy(sales, ({ key }) => key)].map(([key, group]) => [key, group.map(({ sale }) => sale)]),
  );
}

/** The affiliate that an earlier conversion, `earlier`, credits most, as `decide` finds it. */
function mostCredited(workspaceId: WorkspaceId, replay: Replay | null): SQL {
  const isSimulated = replay?.simulationId
    ? sql`earlier.occurred_at >= ${replay.before.at.toISOString()}::timestamptz`
    : sql`false`;
  const simulated = replay?.simulationId
    ? sql`
      union all
      select affiliate_id, program_id, credit_ppm, position from simulation_credits
       where workspace_id = ${workspaceId} and simulation_id = ${replay.simulationId}
         and conversion_id = earlier.id and ${isSimulated}`
    : sql``;
  return sql`
    select json_build_object('affiliateId', credits.affiliate_id, 'programId', credits.program_id,
             'affiliateStatus', affiliates.status, 'affiliateClass', affiliates.class,
             'programStatus', programs.status) as credit
      from (select affiliate_id, program_id, credit_ppm, position
              from decisions
              join credits on credits.workspace_id = decisions.workspace_id and credits.decision_id = decisions.id
             where decisions.workspace_id = ${workspaceId} and decisions.conversion_id = earlier.id
               and not ${isSimulated} and not exists (
                select from decisions newer
                 where newer.workspace_id = decisions.workspace_id
                   and newer.conversion_id = decisions.conversion_id and newer.revision > decisions.revision)
            ${simulated}) credits
      join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = credits.affiliate_id
      join programs on programs.workspace_id = ${workspaceId} and programs.id = credits.program_id
    window own as (partition by credits.affiliate_id)
     order by sum(credits.credit_ppm) over own desc, max(credits.position) over own desc,
              credits.credit_ppm desc, credits.position desc limit 1`;
}

function known(keys: readonly string[], prefix: string): SQL {
  const texts = keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  return sql`${sql.param(texts)}::text[]`;
}
