import {
  createContactRequest,
  createNameRequest,
  createNoteRequest,
  createPipelineRequest,
  createSavedReportRequest,
  createStageRequest,
  createTaskRequest,
  updateContactRequest,
  updateNameRequest,
  updateNoteRequest,
  updatePipelineRequest,
  updateSavedReportRequest,
  updateStageRequest,
  updateTaskRequest,
} from "../../../contracts/api/crm.ts";
import { groupResource, tagResource } from "../../../services/crm/names.ts";
import { pipelineResource, stageResource } from "../../../services/crm/pipelines.ts";
import {
  contactResource,
  noteResource,
  savedReportResource,
  taskResource,
} from "../../../services/crm/work.ts";
import { fieldsOf } from "../../../services/resources/resource.ts";
import { defineResource } from "../resources/define-resource.ts";

const daily = { read: "crm:read", write: "crm:write" } as const;
const managed = { read: "crm:read", write: "crm:manage" } as const;

/** The names of affiliates' groups and tags. */
const nameRoutes = [
  ...defineResource({
    ...{ path: "/v1/groups", one: "a group", many: "groups", resource: groupResource, permissions: managed },
    schemas: { create: createNameRequest, update: updateNameRequest },
  }),
  ...defineResource({
    ...{ path: "/v1/tags", one: "a tag", many: "tags", resource: tagResource, permissions: managed },
    schemas: { create: createNameRequest, update: updateNameRequest },
  }),
];

/** What is written down about affiliates. */
const workRoutes = [
  ...defineResource({
    ...{ path: "/v1/contacts", one: "a contact", many: "contacts", resource: contactResource },
    permissions: { ...daily, export: "affiliates:export" },
    schemas: { create: createContactRequest, update: updateContactRequest },
  }),
  ...defineResource({
    ...{ path: "/v1/notes", one: "a note", many: "notes", resource: noteResource, permissions: daily },
    schemas: { create: createNoteRequest, update: updateNoteRequest },
  }),
  ...defineResource({
    ...{ path: "/v1/tasks", one: "a task", many: "tasks", resource: taskResource, permissions: daily },
    schemas: { create: createTaskRequest, update: updateTaskRequest },
    toFields: ({ done, ...body }) => ({
      ...fieldsOf(taskResource, body),
      ...(done === undefined ? {} : { isDone: done }),
    }),
  }),
];

/** The ways that affiliates go. */
const pipelineRoutes = [
  ...defineResource({
    ...{ path: "/v1/pipelines", one: "a pipeline", many: "pipelines", resource: pipelineResource },
    permissions: managed,
    schemas: { create: createPipelineRequest, update: updatePipelineRequest },
  }),
  ...defineResource({
    ...{ path: "/v1/stages", one: "a stage", many: "stages", resource: stageResource, permissions: managed },
    schemas: { create: createStageRequest, update: updateStageRequest },
  }),
];

/** The standard entities of the work with affiliates, and saved reports. */
export const crmRoutes = [
  ...nameRoutes,
  ...workRoutes,
  ...pipelineRoutes,
  ...defineResource({
    ...{ path: "/v1/saved-reports", one: "a saved report", many: "saved reports" },
    resource: savedReportResource,
    permissions: { read: "saved_reports:read", write: "saved_reports:write" },
    schemas: { create: createSavedReportRequest, update: updateSavedReportRequest },
  }),
];
