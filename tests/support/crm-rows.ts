import type { AffiliateId, ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

/** Writes an offer with a creative, a row of each kind of the work with affiliates, and a move of an affiliate. */
export async function insertCrmRows(
  db: Db,
  {
    workspaceId,
    affiliateId,
    programId,
  }: { readonly workspaceId: WorkspaceId; readonly affiliateId: AffiliateId; readonly programId: ProgramId },
): Promise<void> {
  const nowMs = Date.now();
  const at = new Date(nowMs);
  const offerId = newId("ofr", nowMs);
  const landingUrl = "https://shop.example/";
  await db.insert(schema.offers).values({ workspaceId, id: offerId, programId, name: "Side", landingUrl });
  await db.insert(schema.creatives).values({
    ...{ workspaceId, id: newId("crv", nowMs), offerId, kind: "text", name: "Side", body: "Buy" },
  });
  await db.insert(schema.affiliateGroups).values({ workspaceId, id: newId("grp", nowMs), name: "side" });
  await db.insert(schema.tags).values({ workspaceId, id: newId("tag", nowMs), name: "side" });
  await db
    .insert(schema.contacts)
    .values({ workspaceId, id: newId("con", nowMs), affiliateId, name: "Side" });
  await db
    .insert(schema.notes)
    .values({ workspaceId, id: newId("nte", nowMs), affiliateId, text: "Side", author: "system:test" });
  await db
    .insert(schema.tasks)
    .values({ workspaceId, id: newId("tsk", nowMs), affiliateId, title: "Side", dueAt: at });
  const pipelineId = newId("ppl", nowMs);
  const stageId = newId("stg", nowMs);
  await db.insert(schema.pipelines).values({ workspaceId, id: pipelineId, name: "side" });
  await db.insert(schema.stages).values({ workspaceId, id: stageId, pipelineId, name: "side" });
  await db
    .insert(schema.stageMoves)
    .values({ workspaceId, affiliateId, toStageId: stageId, actor: "system:test", movedAt: at });
  await db
    .insert(schema.segments)
    .values({ workspaceId, id: newId("seg", nowMs), name: "side", rule: { all: [] } });
  await db.insert(schema.savedReports).values({
    ...{ workspaceId, id: newId("rpt", nowMs), name: "Side", definition: {}, owner: "system:test" },
  });
}
