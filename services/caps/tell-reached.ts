import { and, eq, sql } from "drizzle-orm";
import type { CapId } from "../../core/shared/id.ts";
import { caps } from "../../db/schema/index.ts";
import { eventParts } from "../events/write-events.ts";
import { type Context, transact } from "../shared/context.ts";

/** That a cap let through as many as it may. */
export type ReachedCap = {
  readonly capId: CapId;
  /** `2026-11-20`, `2026-11` or `total`. */
  readonly span: string;
  /** As its counter knew it. */
  readonly max: number;
  readonly reachedAt: Date;
};

/** Tells others that a cap is reached: once in a span, however often its counter says so. One that is not there tells nothing. */
export function tellReached(context: Context, { capId, span, max, reachedAt }: ReachedCap): Promise<void> {
  return transact(context, async (tx) => {
    const [cap] = await tx
      .select()
      .from(caps)
      .where(and(eq(caps.workspaceId, context.workspaceId), eq(caps.id, capId)));
    if (!cap) return;
    const change = {
      ...{ metric: cap.metric, period: cap.period, span, max, reached_at: reachedAt.toISOString() },
      ...{ link_id: cap.linkId, affiliate_id: cap.affiliateId, program_id: cap.programId },
    };
    const draft = { type: "cap.reached", subjectId: capId, change } as const;
    await tx.execute(sql`with ${eventParts(context, [draft], span)} select`);
  });
}
