import { pipelines, stages } from "../../db/schema/index.ts";
import { integer, named, picked, text, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";

/** Pipelines: the ways that affiliates go. */
export const pipelineResource: Resource<typeof pipelines.$inferSelect> = {
  ...{ object: "pipeline", prefix: "ppl", table: pipelines, unique: [["name"]] },
  columns: { name: named("name"), description: text("description"), ...times },
};

/** Stages of pipelines, in the order of their positions. */
export const stageResource: Resource<typeof stages.$inferSelect> = {
  ...{ object: "stage", prefix: "stg", table: stages, unique: [["pipelineId", "name"]] },
  columns: {
    pipeline_id: picked("pipelineId"),
    name: named("name"),
    color: text("color"),
    position: integer("position", { isSorted: true }),
    ...times,
  },
  references: { pipelineId: pipelines },
};
