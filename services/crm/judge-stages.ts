import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { StageId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, pipelines, stages } from "../../db/schema/index.ts";
import type { RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";

/** By what affiliates are counted: their stage, or its pipeline. */
type Counted = "id" | "pipelineId";
type Archivable = { readonly id: string; readonly archivedAt: Date | null };

/** Refuses to archive pipelines or stages that affiliates are in, and says how many. */
export const judgeArchiving =
  <Row extends Archivable>(by: Counted) =>
  async (
    tx: Db,
    context: Context,
    changes: readonly RowChange<Row>[],
  ): Promise<readonly (Problem | null)[]> => {
    const ids = changes.flatMap(({ before, after }) =>
      after.archivedAt && !before?.archivedAt ? [after.id] : [],
    );
    const within = ids.length > 0 ? await countWithin(tx, context, by, ids) : new Map<string, number>();
    return changes.map(({ after }) => {
      const number = within.get(after.id);
      if (number === undefined) return null;
      const message = `has ${number} affiliates in it, which are to be moved first`;
      return { code: "conflict", param: "id", message };
    });
  };

async function countWithin(
  tx: Db,
  { workspaceId }: Context,
  by: Counted,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const column: PgColumn = stages[by];
  const rows = await tx
    .select({ id: sql<string>`${column}`, within: count() })
    .from(affiliates)
    .innerJoin(stages, and(eq(stages.workspaceId, affiliates.workspaceId), eq(stages.id, affiliates.stageId)))
    .where(and(eq(affiliates.workspaceId, workspaceId), isNull(affiliates.archivedAt), inArray(column, ids)))
    .groupBy(column);
  return new Map(rows.map(({ id, within }) => [id, within]));
}

type Staged = { readonly stageId: StageId | null; readonly archivedAt: Date | null };

/**
 * Refuses to let affiliates, moved or restored, into stages that are archived, or of a pipeline that is. The stages stay as they are until the
 * transaction ends: who archives one waits, and counts those who came in.
 */
export async function judgeMoves<Row extends Staged>(
  tx: Db,
  { workspaceId }: Context,
  changes: readonly RowChange<Row>[],
): Promise<readonly (Problem | null)[]> {
  const ids = [...new Set(changes.flatMap((change) => entered(change) ?? []))];
  if (ids.length === 0) return changes.map(() => null);
  const rows = await tx
    .select({ id: stages.id, archivedAt: stages.archivedAt, pipelineArchivedAt: pipelines.archivedAt })
    .from(stages)
    .innerJoin(
      pipelines,
      and(eq(pipelines.workspaceId, stages.workspaceId), eq(pipelines.id, stages.pipelineId)),
    )
    .where(and(eq(stages.workspaceId, workspaceId), inArray(stages.id, ids)))
    .orderBy(stages.id)
    .for("key share");
  const gone = new Set(rows.flatMap((row) => (row.archivedAt || row.pipelineArchivedAt ? [row.id] : [])));
  return changes.map((change) => {
    const to = entered(change);
    return to !== null && gone.has(to) ? ARCHIVED : null;
  });
}

function entered({ before, after }: RowChange<Staged>): StageId | null {
  const wasInside = before !== null && before.archivedAt === null && before.stageId === after.stageId;
  return wasInside || after.archivedAt ? null : after.stageId;
}

const ARCHIVED: Problem = {
  ...{ code: "conflict", param: "stage_id" },
  message: "is of a stage that is archived, or whose pipeline is",
};
