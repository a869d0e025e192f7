import { sql } from "drizzle-orm";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { CommissionCurrency } from "../../core/money/commission-fx.ts";
import type { Currency } from "../../core/money/currency.ts";
import type {
  FormerTerms,
  PlanException,
  PlanVersion,
  ProgramTerms,
  Terms,
} from "../../core/settlement/terms.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { AffiliateId, PlanId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type ProgramRow = {
  readonly id: ProgramId;
  readonly plan_id: PlanId;
  readonly hold_days: number;
  readonly currency: Currency;
  readonly commission_currency: CommissionCurrency;
  readonly former: readonly FormerTerms[] | null;
  readonly exceptions: readonly PlanException[] | null;
};

type VersionRow = {
  readonly plan_id: PlanId;
  readonly version: number;
  readonly body: unknown;
  readonly effective_from_ms: string;
};

/** Loads programs with what they said before and the exceptions of these affiliates, and every version of the plans they name, in two statements. */
export async function loadTerms(
  tx: Db,
  { workspaceId }: Context,
  {
    programIds,
    affiliateIds,
  }: { readonly programIds: readonly ProgramId[]; readonly affiliateIds: readonly AffiliateId[] },
): Promise<Terms> {
  const programs = (await tx.execute(sql`
    select programs.id, programs.plan_id, programs.hold_days, programs.currency, programs.commission_currency,
           (select json_agg(json_build_object('planId', plan_id, 'commissionCurrency', commission_currency,
                     'untilMs', (extract(epoch from ended_at) * 1000)::bigint) order by ended_at)
              from former_terms
             where former_terms.workspace_id = ${workspaceId} and former_terms.program_id = programs.id) as former,
           (select json_agg(json_build_object('affiliateId', affiliate_id, 'planId', plan_id,
                     'fromMs', (extract(epoch from effective_from) * 1000)::bigint,
                     'toMs', (extract(epoch from effective_to) * 1000)::bigint) order by effective_from)
              from plan_exceptions
             where plan_exceptions.workspace_id = ${workspaceId} and plan_exceptions.program_id = programs.id
               and plan_exceptions.affiliate_id = any (${sql.param([...affiliateIds])}::text[])) as exceptions
      from programs
     where programs.workspace_id = ${workspaceId}
       and programs.id = any (${sql.param([...programIds])}::text[])`)) as unknown as { rows: ProgramRow[] };
  const terms = programs.rows.map(termsOf);
  const planIds = new Set(
    terms.flatMap(({ planId, former, exceptions }) => [
      planId,
      ...former.map((each) => each.planId),
      ...exceptions.flatMap((each) => each.planId ?? []),
    ]),
  );
  const versions = (await tx.execute(sql`
    select plan_id, version, body, (extract(epoch from effective_from) * 1000)::bigint as effective_from_ms
      from plan_versions
     where workspace_id = ${workspaceId} and plan_id = any (${sql.param([...planIds])}::text[])
     order by version`)) as unknown as { rows: VersionRow[] };
  const plans = new Map(
    [...groupBy(versions.rows, ({ plan_id }) => plan_id)].map(([planId, rows]) => [
      planId,
      rows.map(versionOf),
    ]),
  );
  return { programs: new Map(terms.map((each) => [each.programId, each])), plans };
}

function versionOf({ version, body, effective_from_ms }: VersionRow): PlanVersion {
  return { version, effectiveFromMs: Number(effective_from_ms), plan: parsePlanBody(body) };
}

function termsOf(row: ProgramRow): ProgramTerms {
  return {
    programId: row.id,
    planId: row.plan_id,
    holdDays: row.hold_days,
    currency: row.currency,
    commissionCurrency: row.commission_currency,
    former: row.former ?? [],
    exceptions: row.exceptions ?? [],
  };
}
