import * as z from "zod/mini";
import { jsonObject, shownAs } from "../described.ts";
import { line, linesOf, storableJson, timestamp } from "../text.ts";
import { email } from "./affiliates.ts";
import { id, name } from "./parts.ts";

/** A colour as pages have it. */
const color = z.string().check(z.regex(/^#[0-9a-f]{6}$/, "must be a colour such as #1f6feb, in lower case"));
const labelled = {
  color: z.optional(z.nullable(color)),
  description: z.optional(z.nullable(linesOf(500))),
};

/** `POST /v1/groups` and `POST /v1/tags`. Names are those that affiliates may have. */
export const createNameRequest = z.strictObject({ name: line(64), ...labelled });

/** `PATCH /v1/groups/{id}` and `PATCH /v1/tags/{id}`. */
export const updateNameRequest = z.strictObject(labelled);

const contact = {
  email: z.optional(z.nullable(email)),
  phone: z.optional(z.nullable(line(40))),
  position: z.optional(z.nullable(line(100))),
};

/** `POST /v1/contacts`. */
export const createContactRequest = z.strictObject({ affiliate_id: id, name, ...contact });

/** `PATCH /v1/contacts/{id}`. */
export const updateContactRequest = z.strictObject({ name: z.optional(name), ...contact });

/** `POST /v1/notes`. */
export const createNoteRequest = z.strictObject({
  affiliate_id: id,
  text: linesOf(10_000),
  pinned: z.optional(z.boolean()),
});

/** `PATCH /v1/notes/{id}`. */
export const updateNoteRequest = z.strictObject({
  text: z.optional(linesOf(10_000)),
  pinned: z.optional(z.boolean()),
});

const task = {
  affiliate_id: z.optional(z.nullable(id)),
  text: z.optional(z.nullable(linesOf(5_000))),
  assignee_id: z.optional(z.nullable(id)),
  remind_at: z.optional(z.nullable(timestamp)),
  done: z.optional(z.boolean()),
};

/** `POST /v1/tasks`. */
export const createTaskRequest = z.strictObject({ title: name, due_at: timestamp, ...task });

/** `PATCH /v1/tasks/{id}`. */
export const updateTaskRequest = z.strictObject({
  title: z.optional(name),
  due_at: z.optional(timestamp),
  ...task,
});

const pipeline = { description: z.optional(z.nullable(linesOf(500))) };

/** `POST /v1/pipelines`. */
export const createPipelineRequest = z.strictObject({ name: line(64), ...pipeline });

/** `PATCH /v1/pipelines/{id}`. */
export const updatePipelineRequest = z.strictObject({ name: z.optional(line(64)), ...pipeline });

const position = z.int().check(z.minimum(0), z.maximum(10_000));
const stage = { color: z.optional(z.nullable(color)), position: z.optional(position) };

/** `POST /v1/stages`. */
export const createStageRequest = z.strictObject({ pipeline_id: id, name: line(64), ...stage });

/** `PATCH /v1/stages/{id}`. */
export const updateStageRequest = z.strictObject({ name: z.optional(line(64)), ...stage });

/** What a saved report asks for: in the words of the page that saved it. */
export const savedReportDefinition = jsonObject(
  "In the words of whoever saved it: at most 16384 characters of JSON, 20 deep.",
);
const definition = shownAs(storableJson(16_384), savedReportDefinition);

/** `POST /v1/saved-reports`. */
export const createSavedReportRequest = z.strictObject({
  name,
  definition,
  shared: z.optional(z.boolean()),
});

/** `PATCH /v1/saved-reports/{id}`. */
export const updateSavedReportRequest = z.strictObject({
  name: z.optional(name),
  definition: z.optional(definition),
  shared: z.optional(z.boolean()),
});
