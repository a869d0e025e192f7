import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { EVENTS, type EventType } from "../../../core/events/catalogue.ts";
import { getEvent, listEvents } from "../../../services/events/list-events.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noQuery, orNotFound, pathId } from "../params.ts";
import { defineRoute } from "../route.ts";
import { eventView, showEvent } from "../views/event.ts";
import { listOf } from "../views/schema.ts";

/** Events: what happened, as webhook endpoints are told of it. */
export const eventRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/events",
    permission: "events:read",
    summary: "Lists events of the last 90 days, newest first.",
    query: z.strictObject({
      ...pageParams,
      type: z.optional(z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]])),
      subject_id: z.optional(line(64)),
    }),
    answers: { 200: listOf(eventView) },
    handler: async ({ context, query }) => {
      const { type, subject_id: subjectId, ...paging } = query;
      const page = pageRequest(paging);
      return Response.json(listBody(await listEvents(context, { type, subjectId }, page), showEvent));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/events/:id",
    permission: "events:read",
    summary: "Shows an event.",
    query: noQuery,
    answers: { 200: eventView },
    handler: async ({ context, params }) =>
      Response.json(showEvent(orNotFound(await getEvent(context, pathId("evt", params.id))))),
  }),
];
