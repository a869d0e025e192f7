import { eq } from "drizzle-orm";
import { DISPUTE_DAYS } from "../../core/payout/dispute.ts";
import type { Db } from "../../db/client.ts";
import { disputeSettings } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockWorkspace } from "../workspaces/lock-workspace.ts";

/** How long an answer and a decision may take from the opening on, in days of 24 hours. */
export type DisputeSettings = { readonly answerDays: number; readonly decisionDays: number };

/** What holds in the workspace, inside a transaction that is already open. */
export async function loadDisputeSettings(tx: Db, { workspaceId }: Context): Promise<DisputeSettings> {
  const { answerDays, decisionDays } = disputeSettings;
  const [row] = await tx
    .select({ answerDays, decisionDays })
    .from(disputeSettings)
    .where(eq(disputeSettings.workspaceId, workspaceId));
  return row ?? DISPUTE_DAYS;
}

/** What holds in the workspace. */
export function findDisputeSettings(context: Context): Promise<DisputeSettings> {
  return transact(context, (tx) => loadDisputeSettings(tx, context));
}

/** Says how long disputes take that are opened from now on; those that are open keep their dates. */
export function setDisputeSettings(context: Context, settings: DisputeSettings): Promise<DisputeSettings> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    // One after the other, so that each knows what was before it.
    await lockWorkspace(tx, context);
    const before = await loadDisputeSettings(tx, context);
    await tx
      .insert(disputeSettings)
      .values({ workspaceId, ...settings })
      .onConflictDoUpdate({ target: disputeSettings.workspaceId, set: settings });
    const change = changesOf(before, settings);
    await audit(tx, context, [{ action: "dispute_settings.set", subjectId: workspaceId, change }]);
    return settings;
  });
}
