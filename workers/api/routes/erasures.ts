import * as z from "zod/mini";
import { createErasureRequest } from "../../../contracts/api/erasures.ts";
import {
  type ErasureView,
  findErasure,
  listErasures,
  viewErasure,
} from "../../../services/log/list-erasures.ts";
import { requestErasure } from "../../../services/log/request-erasure.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, idOf, instant, listOf, maybeInstant, oneOf, view } from "../views/schema.ts";

const erasureView = view("Erasure", {
  id: idOf("era"),
  object: z.literal("erasure"),
  status: oneOf("requested", "done"),
  erased: z.strictObject({
    clicks: count,
    raw_objects: count,
    parts: count,
    bad_rows: count,
    identity_edges: count,
    conversions: count,
    applications: count,
  }),
  created_at: instant,
  done_at: maybeInstant,
});

/** Erasing persons from clicks. */
export const erasureRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/erasures",
    permission: "erasures:write",
    summary:
      "Has what clicks and applications tell of a person erased; they stay, without what names anybody.",
    body: createErasureRequest,
    answers: { 202: erasureView },
    handler: async ({ context, body }) => {
      const { visitor_ids, customer, person_id: personId } = body;
      const requested = await requestErasure(context, {
        visitorIds: visitor_ids ?? [],
        customer: { externalId: customer?.external_id, emailSha256: customer?.email_sha256 },
        personId,
      });
      return Response.json(showErasure(viewErasure(unwrap(requested))), { status: 202 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/erasures",
    permission: "erasures:read",
    summary: "Lists erasures, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(erasureView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listErasures(context, page), showErasure));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/erasures/:id",
    permission: "erasures:read",
    summary: "Shows an erasure and how far it has come.",
    params: pathIds({ id: "era" }),
    answers: { 200: erasureView },
    handler: async ({ context, params }) =>
      Response.json(showErasure(orNotFound(await findErasure(context, params.id)))),
  }),
];

function showErasure({ id, status, erased, createdAt, doneAt }: ErasureView): z.output<typeof erasureView> {
  return {
    id,
    object: "erasure",
    status,
    erased,
    created_at: showInstant(createdAt),
    done_at: doneAt && showInstant(doneAt),
  };
}
