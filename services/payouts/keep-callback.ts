import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { CallbackProviderName } from "../../core/payout/payout-lifecycle.ts";
import { payoutCallbackRefusals, payoutCallbacks } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { eachApart } from "../shared/each-apart.ts";
import { applyEventsWithin } from "./apply-events.ts";
import type { CallbackProblem, ProviderEvent } from "./provider.ts";

/** Most kept callbacks that one run books. */
const APPLIED_PER_RUN_MAX = 1_000;

/** A callback that was proved to be the provider's. */
export type ProvedCallback = {
  readonly provider: CallbackProviderName;
  /** The account whose secret proved it. */
  readonly identity: string;
  /** SHA-256 of its body, hex. */
  readonly digest: string;
  /** Headers and body, sealed. */
  readonly sealed: string;
  readonly events: readonly ProviderEvent[];
};

/** Which callback: nothing else has its body. */
export type CallbackKey = Pick<ProvedCallback, "provider" | "digest">;

/** Keeps a callback for good, once however often it is delivered. What it says is booked by `applyCallback`. */
export async function keepCallback(context: Context, { events, ...callback }: ProvedCallback): Promise<void> {
  await transact(context, (tx) =>
    tx
      .insert(payoutCallbacks)
      .values({ workspaceId: context.workspaceId, ...callback, events, receivedAt: context.now })
      .onConflictDoUpdate({
        target: [payoutCallbacks.workspaceId, payoutCallbacks.provider, payoutCallbacks.digest],
        set: { deliveries: sql`${payoutCallbacks.deliveries} + 1` },
      }),
  );
}

/** Books what a kept callback says and that it is booked, in one transaction. Nothing if it was. */
export function applyCallback(
  context: Context,
  { provider, digest }: CallbackKey,
): Promise<"applied" | "exists"> {
  const ofCallback = and(
    eq(payoutCallbacks.workspaceId, context.workspaceId),
    eq(payoutCallbacks.provider, provider),
    eq(payoutCallbacks.digest, digest),
    isNull(payoutCallbacks.appliedAt),
  );
  return transact(context, async (tx) => {
    const [kept] = await tx.select().from(payoutCallbacks).where(ofCallback).for("update");
    if (!kept) return "exists";
    await applyEventsWithin(tx, context, provider, kept.events as ProviderEvent[]);
    await tx.update(payoutCallbacks).set({ appliedAt: context.now }).where(ofCallback);
    return "applied";
  });
}

/** Books the callbacks that a crash left kept and no more, oldest first. One that cannot be keeps no other from it. */
export async function applyKeptCallbacks(context: Context): Promise<number> {
  const open = await transact(context, (tx) =>
    tx
      .select({ provider: payoutCallbacks.provider, digest: payoutCallbacks.digest })
      .from(payoutCallbacks)
      .where(and(eq(payoutCallbacks.workspaceId, context.workspaceId), isNull(payoutCallbacks.appliedAt)))
      .orderBy(asc(payoutCallbacks.receivedAt))
      .limit(APPLIED_PER_RUN_MAX),
  );
  await eachApart(open, async (callback) => void (await applyCallback(context, callback as CallbackKey)));
  return open.length;
}

/** Counts a call that was turned away: of the rest of it nothing is kept, since anybody may have made it. */
export async function countRefusal(
  context: Context,
  provider: CallbackProviderName,
  reason: CallbackProblem["code"],
): Promise<void> {
  const day = context.now.toISOString().slice(0, 10);
  await transact(context, (tx) =>
    tx
      .insert(payoutCallbackRefusals)
      .values({ workspaceId: context.workspaceId, provider, day, reason, count: 1 })
      .onConflictDoUpdate({
        target: [
          payoutCallbackRefusals.workspaceId,
          payoutCallbackRefusals.provider,
          payoutCallbackRefusals.day,
          payoutCallbackRefusals.reason,
        ],
        set: { count: sql`${payoutCallbackRefusals.count} + 1` },
      }),
  );
}
