import { and, eq, inArray, or, sql } from "drizzle-orm";
import { parseDecimal } from "../../core/money/parse-decimal.ts";
import { judgeReport, type PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { Db } from "../../db/client.ts";
import { payoutBatches, payoutEvents, payouts } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { noteDebits } from "./book-exchanges.ts";
import { lockBatch } from "./load-batch.ts";
import { endedAtMsOf, movePayouts, type PayoutRow } from "./move-payouts.ts";
import type { PayoutReport, ProviderEvent } from "./provider.ts";
import { moveOf } from "./record-report.ts";

/** What became of what a provider told. */
export type EventOutcome = "moved" | "unchanged" | "contradicts" | "unknown_payout";
/** How many events came to what; `exists` were told before. */
export type AppliedEvents = Readonly<Record<EventOutcome | "exists", number>>;

/**
 * Books what a provider told of payouts, each event once however often it comes, in one transaction. Whatever the order,
 * the same events end in the same: what happened earlier never undoes what happened later. What contradicts the
 * books changes nothing, and is kept for a person.
 */
export function applyProviderEvents(
  context: Context,
  provider: PayoutProviderName,
  events: readonly ProviderEvent[],
): Promise<AppliedEvents> {
  return transact(context, (tx) => applyEventsWithin(tx, context, provider, events));
}

/** As `applyProviderEvents`, inside a transaction that does not hold the ledger yet. */
export async function applyEventsWithin(
  tx: Db,
  context: Context,
  provider: PayoutProviderName,
  events: readonly ProviderEvent[],
): Promise<AppliedEvents> {
  await lockLedger(tx, context);
  const counts = { moved: 0, unchanged: 0, contradicts: 0, unknown_payout: 0, exists: 0 };
  const told = await loadTold(tx, context, provider, events);
  for (const event of events) {
    if (told.has(event.eventId)) {
      counts.exists += 1;
      continue;
    }
    told.add(event.eventId);
    counts[await applyEvent(tx, context, provider, event)] += 1;
  }
  return counts;
}

async function applyEvent(
  tx: Db,
  context: Context,
  provider: PayoutProviderName,
  event: ProviderEvent,
): Promise<EventOutcome> {
  const { payoutId, occurredAtMs } = event;
  const payout = await findPayout(tx, context, provider, event);
  const report = payout === null || isBookedWhole(payout, event) ? event.report : ofAnotherSum(event);
  const outcome =
    payout === null ? "unknown_payout" : await judgeAndMove(tx, context, payout, { ...event, report });
  await tx.insert(payoutEvents).values({
    ...{ workspaceId: context.workspaceId, provider, eventId: event.eventId, outcome },
    ...{ payoutId: payout?.id ?? null, said: report.status, reference: report.reference ?? payoutId },
    ...{ reason: "reason" in report ? report.reason : null, occurredAt: new Date(occurredAtMs) },
    receivedAt: context.now,
  });
  if (outcome === "contradicts" && payout !== null) {
    await audit(tx, context, [
      {
        ...{ action: "payout.contradicted", subjectId: payout.id },
        change: { is: payout.status, said: report.status, by: event.eventId },
      },
    ]);
  }
  return outcome;
}

function isBookedWhole({ amountMinor, currency }: PayoutRow, { booked }: ProviderEvent): boolean {
  if (booked === undefined) return true;
  return booked.currency === currency && parseDecimal(booked.amount, currency) === amountMinor;
}

const ofAnotherSum = ({ report }: ProviderEvent): PayoutReport => ({
  ...{ status: "needs_review", reference: report.reference, reason: "another_sum_was_booked" },
});

async function judgeAndMove(
  tx: Db,
  context: Context,
  payout: PayoutRow,
  { report, occurredAtMs }: ProviderEvent,
): Promise<EventOutcome> {
  const batch = await lockBatch(tx, context, payout.batchId);
  if (!batch) return "unknown_payout";
  const judged = judgeReport(
    { status: payout.status, endedAtMs: endedAtMsOf(payout) },
    report.status,
    occurredAtMs,
  );
  if (judged.kind !== "contradicts") await noteDebits(tx, context, [{ payout, said: report }]);
  if (judged.kind !== "moves") return judged.kind;
  await movePayouts(tx, context, batch, [moveOf(payout, judged.to, report, new Date(occurredAtMs))]);
  return "moved";
}

/** By our id, else by the provider's reference. The ledger is held, so that nobody else moves it. */
async function findPayout(
  tx: Db,
  { workspaceId }: Context,
  provider: PayoutProviderName,
  { payoutId, report }: ProviderEvent,
): Promise<PayoutRow | null> {
  const named = [
    payoutId === null ? undefined : eq(payouts.id, payoutId),
    payoutId !== null || report.reference === null ? undefined : eq(payouts.reference, report.reference),
  ].filter((condition) => condition !== undefined);
  if (named.length === 0) return null;
  const ofProvider = tx
    .select({ id: payoutBatches.id })
    .from(payoutBatches)
    .where(and(eq(payoutBatches.workspaceId, workspaceId), eq(payoutBatches.provider, provider)));
  const [row] = await tx
    .select()
    .from(payouts)
    .where(and(eq(payouts.workspaceId, workspaceId), or(...named), inArray(payouts.batchId, ofProvider)))
    .limit(1);
  return row ?? null;
}

async function loadTold(
  tx: Db,
  { workspaceId }: Context,
  provider: PayoutProviderName,
  events: readonly ProviderEvent[],
): Promise<Set<string>> {
  const ids = JSON.stringify(events.map(({ eventId }) => eventId));
  const rows = await tx
    .select({ eventId: payoutEvents.eventId })
    .from(payoutEvents)
    .where(
      and(
        eq(payoutEvents.workspaceId, workspaceId),
        eq(payoutEvents.provider, provider),
        inArray(payoutEvents.eventId, sql`(select jsonb_array_elements_text(${ids}::jsonb))`),
      ),
    );
  return new Set(rows.map(({ eventId }) => eventId));
}
