import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { PipelineId, StageId } from "../../core/shared/id.ts";
import { resourceColumns } from "./resource-columns.ts";

/** The way that affiliates go, in stages. */
export const pipelines = pgTable(
  "pipelines",
  {
    ...resourceColumns(),
    id: text().$type<PipelineId>().notNull(),
    name: text().notNull(),
    description: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("pipelines_name").on(table.workspaceId, table.name),
  ],
);

/** A stage of a pipeline. */
export const stages = pgTable(
  "stages",
  {
    ...resourceColumns(),
    id: text().$type<StageId>().notNull(),
    pipelineId: text("pipeline_id").$type<PipelineId>().notNull(),
    name: text().notNull(),
    color: text(),
    /** Where it stands among the stages of its pipeline: the lowest comes first. */
    position: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.pipelineId],
      foreignColumns: [pipelines.workspaceId, pipelines.id],
    }),
    uniqueIndex("stages_name").on(table.workspaceId, table.pipelineId, table.name),
    index("stages_position_idx").on(table.workspaceId, table.position, table.id),
    check("stages_position", sql`${table.position} between 0 and 10000`),
  ],
);
