import { and, asc, eq, inArray, isNull, ne, notInArray, type SQL, sql } from "drizzle-orm";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { UnpaidStatus } from "../../core/commission/adjust.ts";
import type { EarlierCredit } from "../../core/settlement/earlier-sales.ts";
import type { KnownCommission, StandingDecision } from "../../core/settlement/redecide.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { AffiliateId, ConversionId, DecisionId, PlanId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissions, conversionChanges } from "../../db/schema/index.ts";
import { loadCarried } from "../changes/load-carried.ts";
import type { ChangeRow } from "../changes/record-change.ts";
import type { Context } from "../shared/context.ts";

/** A conversion's newest decision, and all that was earned by the conversion so far. */
export type Standing = Omit<StandingDecision, "credits"> & {
  readonly decisionId: DecisionId;
  readonly revision: number;
  readonly decidedAt: Date;
  readonly credits: readonly StandingCredit[];
  /** Those that count for what is given back. */
  readonly changes: readonly ChangeRow[];
};

/** A credit of a newest decision, and who was credited as they stand now. */
export type StandingCredit = StandingDecision["credits"][number] &
  EarlierCredit & {
    readonly position: number;
    readonly planId: PlanId | null;
    readonly baseMinor: bigint | null;
  };

/**
 * Loads what decided conversions stand at, in four statements. Their commissions are locked, in the order of
 * their ids: nobody puts them into a payout meanwhile.
 */
export async function loadStanding(
  tx: Db,
  context: Context,
  ids: readonly ConversionId[],
): Promise<ReadonlyMap<ConversionId, Standing>> {
  const decided = await loadNewest(tx, context, ids);
  const earned = groupBy(await lockCommissions(tx, context, ids), ({ conversionId }) => conversionId);
  const changed = groupBy(await loadChanges(tx, context, ids), ({ conversionId }) => conversionId);
  return new Map(
    decided.map((row): [ConversionId, Standing] => [
      row.conversion_id,
      {
        ...{ decisionId: row.id, revision: row.revision, reason: row.reason },
        decidedAt: new Date(Number(row.decided_at_ms)),
        credits: (row.credits ?? []).map(creditOf),
        commissions: (earned.get(row.conversion_id) ?? []).map(({ known }) => known),
        changes: changed.get(row.conversion_id) ?? [],
      },
    ]),
  );
}

type StoredCredit = {
  readonly position: number;
  readonly affiliate_id: AffiliateId;
  readonly program_id: ProgramId;
  readonly credit_ppm: number;
  readonly plan_id: PlanId | null;
  readonly base_minor: string | null;
  readonly standing: Pick<EarlierCredit, "affiliateStatus" | "affiliateClass" | "programStatus">;
};

type NewestRow = {
  readonly conversion_id: ConversionId;
  readonly id: DecisionId;
  readonly revision: number;
  readonly reason: ReasonCode;
  readonly decided_at_ms: string;
  readonly credits: readonly StoredCredit[] | null;
};

async function loadNewest(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly ConversionId[],
): Promise<readonly NewestRow[]> {
  const { rows } = (await tx.execute(sql`
    select distinct on (conversion_id) conversion_id, id, revision, reason,
           (extract(epoch from decided_at) * 1000)::bigint as decided_at_ms,
           (select json_agg(json_build_object('position', position, 'affiliate_id', affiliate_id, 'program_id',
                     program_id, 'credit_ppm', credit_ppm, 'plan_id', credits.plan_id,
                     'base_minor', base_minor::text, 'standing', json_build_object('affiliateStatus',
                       affiliates.status, 'affiliateClass', affiliates.class, 'programStatus', programs.status))
                     order by position)
              from credits
              join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = affiliate_id
              join programs on programs.workspace_id = ${workspaceId} and programs.id = program_id
             where credits.workspace_id = ${workspaceId} and decision_id = decisions.id) as credits
      from decisions
     where workspace_id = ${workspaceId} and conversion_id = any (${sql.param([...ids])}::text[])
     order by conversion_id, revision desc`)) as unknown as { rows: NewestRow[] };
  return rows;
}

function creditOf({
  position,
  affiliate_id,
  program_id,
  credit_ppm,
  plan_id,
  base_minor,
  standing,
}: StoredCredit): StandingCredit {
  return {
    ...{ position, affiliateId: affiliate_id, programId: program_id, creditPpm: credit_ppm, planId: plan_id },
    baseMinor: base_minor === null ? null : BigInt(base_minor),
    ...standing,
  };
}

/** Bonuses by these keys that stand on other conversions than these. Locked as above. */
export async function lockBonuses(
  tx: Db,
  context: Context,
  bonusKeys: readonly string[],
  except: readonly ConversionId[],
): Promise<readonly KnownCommission[]> {
  if (bonusKeys.length === 0) return [];
  const which = and(
    inArray(commissions.bonusKey, [...bonusKeys]),
    notInArray(commissions.conversionId, [...except]),
    ne(commissions.status, "reversed"),
    isNull(commissions.supersededBy),
  );
  return (await lockWhere(tx, context, which)).map(({ known }) => known);
}

const lockCommissions = (tx: Db, context: Context, ids: readonly ConversionId[]) =>
  lockWhere(tx, context, inArray(commissions.conversionId, [...ids]));

async function lockWhere(
  tx: Db,
  context: Context,
  which: SQL | undefined,
): Promise<readonly { readonly conversionId: ConversionId; readonly known: KnownCommission }[]> {
  const rows = await tx
    .select()
    .from(commissions)
    .where(and(eq(commissions.workspaceId, context.workspaceId), which))
    .orderBy(asc(commissions.id))
    .for("update");
  const carried = await loadCarried(
    tx,
    context,
    rows.map(({ id }) => id),
  );
  return rows.map(({ conversionId, ...row }) => ({
    conversionId,
    known: {
      ...row,
      position: row.creditPosition,
      reversedFrom: row.reversedFrom as UnpaidStatus | null,
      carriedMinor: carried.get(row.id) ?? 0n,
      wasApproved: row.approvedAt !== null,
    },
  }));
}

/** The changes of conversions that count for what is given back. */
export function loadChanges(tx: Db, { workspaceId }: Context, ids: readonly ConversionId[]) {
  return tx
    .select()
    .from(conversionChanges)
    .where(
      and(
        eq(conversionChanges.workspaceId, workspaceId),
        inArray(conversionChanges.conversionId, [...ids]),
        eq(conversionChanges.status, "applied"),
      ),
    );
}
