import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { UnpaidStatus } from "../../core/commission/adjust.ts";
import { applyChanges, type SoldCommission } from "../../core/commission/apply-changes.ts";
import type { CommissionId, ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissions, conversionChanges, conversions } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadCarried } from "./load-carried.ts";
import { type AcceptedChange, recordChange } from "./record-change.ts";
import { storedChange, storedSale } from "./stored-sale.ts";
import { type CommissionRow, writeApplied } from "./write-applied.ts";

/** What became of a change: `parked` until its conversion is here and decided. */
export type ChangeSettlement = { readonly kind: "applied" | "parked" | "conflict" };

/**
 * Records a change and applies what is parked of its conversion, in one transaction. Delivered twice, or at
 * once, it counts once.
 */
export function settleChange(context: Context, accepted: AcceptedChange): Promise<ChangeSettlement> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    if (!(await recordChange(tx, context, accepted))) return { kind: "conflict" };
    const isDecided = await applyTo(tx, context, accepted.conversionId);
    return { kind: isDecided ? "applied" : "parked" };
  });
}

/** Applies what is parked of a conversion, once that is decided. Safe to repeat, and to run twice at once. */
export function applyParked(context: Context, conversionId: ConversionId): Promise<ChangeSettlement> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    return { kind: (await applyTo(tx, context, conversionId)) ? "applied" : "parked" };
  });
}

/** False while the conversion is not decided. The ledger is locked: nobody else moves money meanwhile. */
async function applyTo(tx: Db, context: Context, conversionId: ConversionId): Promise<boolean> {
  const [conversion] = await tx
    .select()
    .from(conversions)
    .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, conversionId)))
    .for("update");
  if (!conversion || conversion.status === "received") return false;
  const changes = await tx
    .select()
    .from(conversionChanges)
    .where(
      and(
        eq(conversionChanges.workspaceId, context.workspaceId),
        eq(conversionChanges.conversionId, conversionId),
      ),
    )
    .orderBy(asc(conversionChanges.receivedAt), asc(conversionChanges.id));
  if (changes.every(({ status }) => status !== "parked")) return true;
  const rows = await lockCommissions(tx, context, conversionId);
  const lost = await loadLostBonuses(tx, context, rows);
  const carried = await loadCarried(
    tx,
    context,
    rows.map(({ id }) => id),
  );
  const outcome = applyChanges({
    sale: storedSale(conversion),
    changes: changes.map(storedChange),
    commissions: rows
      .filter(({ id }) => !lost.has(id))
      .map((row) => standingOf(row, carried.get(row.id) ?? 0n)),
  });
  const kinds = new Map(changes.map(({ id, kind }) => [id, kind]));
  await writeApplied(tx, context, { conversion, rows, outcome, kinds });
  return true;
}

/** Those of the newest decision. Waits for whoever puts them into a payout just now: what is carried and what is not depends on it. */
function lockCommissions(
  tx: Db,
  context: Context,
  conversionId: ConversionId,
): Promise<readonly CommissionRow[]> {
  return tx
    .select()
    .from(commissions)
    .where(
      and(
        eq(commissions.workspaceId, context.workspaceId),
        eq(commissions.conversionId, conversionId),
        isNull(commissions.supersededBy),
      ),
    )
    .orderBy(asc(commissions.id))
    .for("update");
}

/** Bonuses that were taken back whole and that another order earned since: an affiliate has a bonus once. */
async function loadLostBonuses(
  tx: Db,
  { workspaceId }: Context,
  rows: readonly CommissionRow[],
): Promise<ReadonlySet<CommissionId>> {
  const taken = rows.filter(({ bonusKey, status }) => bonusKey !== null && status === "reversed");
  if (taken.length === 0) return new Set();
  const ids = sql.param(taken.map(({ id }) => id));
  const { rows: found } = (await tx.execute(sql`
    select lost.id from commissions as lost
      join commissions as other on other.workspace_id = lost.workspace_id
       and other.affiliate_id = lost.affiliate_id and other.bonus_key = lost.bonus_key
     where lost.workspace_id = ${workspaceId} and lost.id = any (${ids}::text[])
       and other.status <> 'reversed' and other.superseded_by is null`)) as unknown as {
    rows: { id: CommissionId }[];
  };
  return new Set(found.map(({ id }) => id));
}

function standingOf(
  { id, amountMinor, status, reversedFrom, reducedMinor }: CommissionRow,
  carriedMinor: bigint,
): SoldCommission {
  return {
    id,
    amountMinor,
    status,
    reversedFrom: reversedFrom as UnpaidStatus | null,
    reducedMinor,
    carriedMinor,
  };
}
