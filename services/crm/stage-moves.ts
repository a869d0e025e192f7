import type { Db } from "../../db/client.ts";
import { type affiliates, stageMoves } from "../../db/schema/index.ts";
import type { RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";

/** Writes down the moves of affiliates from stage to stage, in one statement. */
export async function noteMoves(
  tx: Db,
  { workspaceId, actor, now }: Context,
  changes: readonly RowChange<typeof affiliates.$inferSelect>[],
): Promise<void> {
  const moves = changes.flatMap(({ before, after }) =>
    before && before.stageId !== after.stageId
      ? [{ workspaceId, affiliateId: after.id, fromStageId: before.stageId, toStageId: after.stageId }]
      : [],
  );
  if (moves.length === 0) return;
  await tx.insert(stageMoves).values(moves.map((move) => ({ ...move, actor, movedAt: now })));
}
