import type { Db } from "../../db/client.ts";
import { type commissions, disputeSettings, disputeSteps, disputes } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

const DAY_MS = 86_400_000;

/** Writes an affiliate's dispute on its commission with the first step, and how long disputes take. */
export async function insertDisputeRows(
  db: Db,
  { workspaceId, id: commissionId, affiliateId, currency }: typeof commissions.$inferSelect,
): Promise<void> {
  const at = new Date();
  const id = newId("dsp", at.getTime());
  const actor = "system:test";
  await db.insert(disputeSettings).values({ workspaceId, answerDays: 7, decisionDays: 30 });
  await db.insert(disputes).values({
    ...{ workspaceId, id, affiliateId, party: "affiliate", commissionId, currency, reason: "amount_wrong" },
    ...{ text: "Ten euros are missing.", openedBy: actor, openedAt: at },
    ...{
      answerDueAt: new Date(at.getTime() + 7 * DAY_MS),
      decisionDueAt: new Date(at.getTime() + 30 * DAY_MS),
    },
  });
  await db
    .insert(disputeSteps)
    .values({ workspaceId, disputeId: id, sequence: 1, kind: "opened", actor, party: "affiliate", at });
}
