import { and, asc, desc, eq, lt } from "drizzle-orm";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { AffiliateId, BatchId, PayoutId } from "../../core/shared/id.ts";
import {
  payoutAttempts,
  payoutBatches,
  payoutEvents,
  payoutResolutions,
  payouts,
} from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A payout and what sends it. */
export type SentPayout = typeof payouts.$inferSelect & { readonly provider: PayoutProviderName };

/** What a list of payouts is narrowed to. */
export type PayoutFilter = {
  readonly status?: SentPayout["status"] | undefined;
  readonly affiliateId?: AffiliateId | undefined;
  readonly batchId?: BatchId | undefined;
};

/** A payout with all that is known of it: the calls for it, what was told of it, what a person says. */
export type PayoutHistory = {
  readonly payout: SentPayout;
  readonly attempts: readonly (typeof payoutAttempts.$inferSelect)[];
  readonly events: readonly (typeof payoutEvents.$inferSelect)[];
  readonly resolution: typeof payoutResolutions.$inferSelect | null;
};

/** Most calls and most events of a payout that are shown, the last of them. */
const SHOWN_MAX = 100;

const ofBatch = and(
  eq(payoutBatches.workspaceId, payouts.workspaceId),
  eq(payoutBatches.id, payouts.batchId),
);

/** Payouts of the workspace, newest first. */
export async function listPayouts(
  context: Context,
  { status, affiliateId, batchId }: PayoutFilter,
  { limit, after }: PageRequest,
): Promise<Page<SentPayout>> {
  const rows = await transact(context, (tx) =>
    tx
      .select({ payout: payouts, provider: payoutBatches.provider })
      .from(payouts)
      .innerJoin(payoutBatches, ofBatch)
      .where(
        and(
          eq(payouts.workspaceId, context.workspaceId),
          status ? eq(payouts.status, status) : undefined,
          affiliateId ? eq(payouts.affiliateId, affiliateId) : undefined,
          batchId ? eq(payouts.batchId, batchId) : undefined,
          after ? lt(payouts.id, after as PayoutId) : undefined,
        ),
      )
      .orderBy(desc(payouts.id))
      .limit(limit + 1),
  );
  const found = rows.map(({ payout, provider }) => ({ ...payout, provider }));
  return cutPage(found, limit, ({ id }) => id);
}

/** One payout of the workspace with its history, or null. */
export function findPayoutHistory(context: Context, id: PayoutId): Promise<PayoutHistory | null> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const [found] = await tx
      .select({ payout: payouts, provider: payoutBatches.provider })
      .from(payouts)
      .innerJoin(payoutBatches, ofBatch)
      .where(and(eq(payouts.workspaceId, workspaceId), eq(payouts.id, id)));
    if (!found) return null;
    const { payout, provider } = found;
    const attempts = await tx
      .select()
      .from(payoutAttempts)
      .where(
        and(
          eq(payoutAttempts.workspaceId, workspaceId),
          eq(payoutAttempts.batchId, payout.batchId),
          eq(payoutAttempts.providerKey, payout.providerKey ?? ""),
        ),
      )
      .orderBy(desc(payoutAttempts.attempt))
      .limit(SHOWN_MAX);
    const events = await tx
      .select()
      .from(payoutEvents)
      .where(and(eq(payoutEvents.workspaceId, workspaceId), eq(payoutEvents.payoutId, id)))
      .orderBy(desc(payoutEvents.receivedAt), asc(payoutEvents.eventId))
      .limit(SHOWN_MAX);
    const [resolution] = await tx
      .select()
      .from(payoutResolutions)
      .where(and(eq(payoutResolutions.workspaceId, workspaceId), eq(payoutResolutions.payoutId, id)));
    return { payout: { ...payout, provider }, attempts, events, resolution: resolution ?? null };
  });
}
