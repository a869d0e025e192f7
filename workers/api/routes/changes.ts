import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { type ConversionId, isId } from "../../../core/shared/id.ts";
import { conversionId } from "../../../platform/conversion-id.ts";
import { listChanges } from "../../../services/reading/changes.ts";
import { listBody } from "../list.ts";
import { noQuery, notFound, orNotFound } from "../params.ts";
import { defineRoute } from "../route.ts";
import { changeView, showChange } from "../views/change.ts";
import { listOf } from "../views/schema.ts";

const EXTERNAL = "ext:";
const externalId = line(255);

/** Changes of conversions. They are reported at `POST /v1/conversions/{id}/changes`, which the intake answers. */
export const changeRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/conversions/:id/changes",
    permission: "conversions:read",
    summary: "Lists the changes of a conversion in the order in which they came, also before it has come.",
    params: z.object({ id: z.string() }),
    query: noQuery,
    answers: { 200: listOf(changeView) },
    handler: async ({ context, params }) => {
      const found = orNotFound(await listChanges(context, namedConversion(params.id, context.workspaceId)));
      const currency = found.conversion?.currency ?? null;
      return Response.json(
        listBody({ rows: found.changes, nextAfter: null }, (change) => showChange(change, currency)),
      );
    },
  }),
];

/** A conversion's id follows from the merchant's own, so that it need not be here. */
function namedConversion(text: string, workspaceId: string): ConversionId {
  if (isId("cnv", text)) return text;
  const external = text.startsWith(EXTERNAL) ? externalId.safeParse(text.slice(EXTERNAL.length)) : null;
  if (!external?.success) throw notFound();
  return conversionId(workspaceId, external.data);
}
