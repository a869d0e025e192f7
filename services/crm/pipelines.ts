import { pipelines, stages } from "../../db/schema/index.ts";
import { integer, named, picked, text, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";
import { judgeArchiving } from "./judge-stages.ts";

/** Pipelines: the ways that affiliates go. One is archived once no affiliate is in it. */
export const pipelineResource: Resource<typeof pipelines.$inferSelect> = {
  ...{ object: "pipeline", prefix: "ppl", table: pipelines, unique: [["name"]] },
  columns: { name: named("name"), description: text("description"), ...times },
  judge: judgeArchiving("pipelineId"),
};

/** Stages of pipelines, in the order of their positions. As a pipeline, one is archived once no affiliate is in it. */
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
  judge: judgeArchiving("id"),
};
