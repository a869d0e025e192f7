import { and, asc, eq, or, sql } from "drizzle-orm";
import { payoutKey } from "../../core/ledger/payout-postings.ts";
import type { DisputeId, PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, payoutAttempts, payoutEvents, payouts } from "../../db/schema/index.ts";
import { ENTRY_COLUMNS, type EntryOfLedger, type Proofs, proveEntries } from "../ledger/prove-entries.ts";
import type { RootStore } from "../ledger/root-store.ts";
import { type ClickView, findClicks } from "../reading/clicks.ts";
import type { CommissionView } from "../reading/commission-view.ts";
import { findCommission } from "../reading/commissions.ts";
import { explainConversion, journalKeysOf } from "../reading/explain-conversion.ts";
import type { Explanation } from "../reading/explanation.ts";
import { loadPayoutParts, type PayoutParts } from "../reading/payout-parts.ts";
import { type Context, transact } from "../shared/context.ts";
import { findDispute } from "./list-disputes.ts";
import type { DisputeRow, DisputeStep, Speaker } from "./load-dispute.ts";

/** Commissions of a payout, and sums it netted, that its evidence lists; of one that has more it says so. */
const EVIDENCE_ITEMS_MAX = 10_000;
/** Entries of all affiliates on the days of the proofs: what is beyond is given without proof. */
const EVIDENCE_READS_MAX = 200_000;

/** A payout with every call of the provider for it and all that was told of it. */
export type PayoutEvidence = PayoutParts & {
  readonly payout: typeof payouts.$inferSelect;
  readonly hasMore: boolean;
  readonly attempts: readonly (typeof payoutAttempts.$inferSelect)[];
  readonly events: readonly (typeof payoutEvents.$inferSelect)[];
};

/** All that a dispute is about, as it is stored. */
export type Evidence = {
  readonly dispute: DisputeRow;
  readonly steps: readonly DisputeStep[];
  /** Of a disputed commission: itself, what was done to it, the whole trace of its sale, and the clicks of that. */
  readonly commission: CommissionView | null;
  readonly adjustments: readonly (typeof commissionAdjustments.$inferSelect)[];
  readonly explanation: Explanation | null;
  readonly clicks: readonly ClickView[];
  readonly payout: PayoutEvidence | null;
  /** Entries of the journals of the commission and the payout, in the order of the ledger. */
  readonly entries: readonly EntryOfLedger[];
  /** Null where the days have more entries than are read for it. */
  readonly proofs: Proofs | null;
};

/** Gathers the evidence of a dispute, or null where the speaker sees none. */
export async function loadEvidence(
  context: Context,
  store: RootStore,
  { id, speaker }: { readonly id: DisputeId; readonly speaker: Speaker },
): Promise<Evidence | null> {
  const found = await findDispute(context, id, speaker);
  if (!found) return null;
  const { commissionId } = found.dispute;
  const commission = commissionId === null ? null : await findCommission(context, commissionId);
  const toldTo = speaker.party === "affiliate" ? speaker.affiliateId : null;
  const explanation =
    commission && (await explainConversion(context, { id: commission.conversionId }, toldTo));
  const payoutId = found.dispute.payoutId ?? commission?.payoutId ?? null;
  const payout = payoutId === null ? null : await loadPayout(context, payoutId);
  const entries = await loadEntries(context, commission, payout);
  const proofs = await proveEntries(context, store, { entries, readsMax: EVIDENCE_READS_MAX });
  const clickIds = (explanation?.decision?.touches ?? []).flatMap(({ clickId }) => clickId ?? []);
  return {
    ...{ ...found, explanation, payout, entries },
    // As the explanation tells it to who asks.
    commission: explanation?.commissions.find((each) => each.id === commissionId) ?? null,
    adjustments: commission ? await loadAdjustments(context, commission) : [],
    clicks: await findClicks(context, clickIds),
    proofs: proofs === "too_many_reads" ? null : proofs,
  };
}

function loadAdjustments(context: Context, { id }: CommissionView) {
  const { workspaceId, commissionId, causeId, kind } = commissionAdjustments;
  return transact(context, (tx) =>
    tx
      .select()
      .from(commissionAdjustments)
      .where(and(eq(workspaceId, context.workspaceId), eq(commissionId, id)))
      .orderBy(asc(commissionAdjustments.createdAt), asc(causeId), asc(kind)),
  );
}

function loadPayout(context: Context, id: PayoutId): Promise<PayoutEvidence | null> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const [payout] = await tx
      .select()
      .from(payouts)
      .where(and(eq(payouts.workspaceId, workspaceId), eq(payouts.id, id)));
    if (!payout) return null;
    const { items, netted } = await loadPayoutParts(tx, context, id, EVIDENCE_ITEMS_MAX + 1);
    return {
      payout,
      items: items.slice(0, EVIDENCE_ITEMS_MAX),
      netted: netted.slice(0, EVIDENCE_ITEMS_MAX),
      hasMore: items.length > EVIDENCE_ITEMS_MAX || netted.length > EVIDENCE_ITEMS_MAX,
      ...(await loadCalls(tx, context, payout)),
    };
  });
}

/** A call of the provider is of all payouts that share its key. */
async function loadCalls(tx: Db, { workspaceId }: Context, payout: PayoutEvidence["payout"]) {
  const { providerKey, batchId, id } = payout;
  const attempts =
    providerKey === null
      ? []
      : await tx
          .select()
          .from(payoutAttempts)
          .where(
            and(
              eq(payoutAttempts.workspaceId, workspaceId),
              eq(payoutAttempts.batchId, batchId),
              or(eq(payoutAttempts.providerKey, providerKey), eq(payoutAttempts.providerKey, batchId)),
            ),
          )
          .orderBy(asc(payoutAttempts.attempt));
  const events = await tx
    .select()
    .from(payoutEvents)
    .where(and(eq(payoutEvents.workspaceId, workspaceId), eq(payoutEvents.payoutId, id)))
    .orderBy(asc(payoutEvents.receivedAt), asc(payoutEvents.eventId));
  return { attempts, events };
}

async function loadEntries(
  context: Context,
  commission: CommissionView | null,
  payout: PayoutEvidence | null,
): Promise<readonly EntryOfLedger[]> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const ofCommission = commission ? await journalKeysOf(tx, context, [commission]) : [];
    const ofPayout = payout ? payoutKeys(payout.payout) : [];
    const keys = sql.param([...new Set([...ofCommission, ...ofPayout])]);
    const { rows } = (await tx.execute(sql`
      select ${ENTRY_COLUMNS}
        from ledger_entries e join journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
       where e.workspace_id = ${workspaceId} and j.workspace_id = ${workspaceId} and j.key = any (${keys}::text[])
       order by j.sequence, e.line`)) as unknown as { rows: EntryOfLedger[] };
    return rows;
  });
}

/** The natural keys of every journal that a payout can have. */
function payoutKeys({ id: payoutId }: PayoutEvidence["payout"]) {
  const effects = ["submitted", "paid", "failed", "returned"] as const;
  return effects.map((effect) => payoutKey({ payoutId }, effect));
}
