import * as z from "zod/mini";
import { ALL_EVENTS, isEventType, isPostbackEvent } from "../../core/events/catalogue.ts";
import { line, lineOrEmpty, timestamp } from "../text.ts";
import { emailAddress, id } from "./parts.ts";

const ADDRESS_CHARS_MAX = 2_048;
const TYPES_MAX = 100;

/** Names of types, each once. */
const typesOf = (isAllowed: (text: string) => boolean, message: string) =>
  z.pipe(
    z.array(z.string().check(z.refine(isAllowed, message))).check(
      z.minLength(1, "must not be empty"),
      z.maxLength(TYPES_MAX, `must not be longer than ${TYPES_MAX}`),
      z.refine((types) => types.length === 1 || !types.includes(ALL_EVENTS), "must be * alone, or types"),
    ),
    z.transform((types) => [...new Set(types)]),
  );
const eventTypes = typesOf(
  (text) => text === ALL_EVENTS || isEventType(text),
  "must be a type of docs/events.md, or *",
);
const postbackTypes = typesOf(isPostbackEvent, "must be a type that postbacks tell of (docs/postbacks.md)");

const common = {
  url: line(ADDRESS_CHARS_MAX),
  description: z.optional(lineOrEmpty(200)),
  contact_email: z.optional(z.nullable(emailAddress)),
};
const changes = {
  ...{ url: z.optional(common.url), status: z.optional(z.enum(["enabled", "disabled"])) },
  ...{ description: common.description, contact_email: common.contact_email },
};

/** `POST /v1/webhook-endpoints`. */
export const createEndpointRequest = z.strictObject({ ...common, types: eventTypes });
/** `PATCH /v1/webhook-endpoints/{id}`; what is absent stays. */
export const updateEndpointRequest = z.strictObject({ ...changes, types: z.optional(eventTypes) });

/** `POST /v1/postbacks`. */
export const createPostbackRequest = z.strictObject({
  ...{ ...common, affiliate_id: id, program_id: z.optional(z.nullable(id)), types: postbackTypes },
});
/** `PATCH /v1/postbacks/{id}`; what is absent stays. */
export const updatePostbackRequest = z.strictObject({ ...changes, types: z.optional(postbackTypes) });

/** `POST …/{id}/redeliver`. */
export const redeliverRequest = z.strictObject({ failed_since: timestamp });
