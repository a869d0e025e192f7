import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { REASONS, type ReasonCode } from "../../../core/attribution/reasons.ts";
import { isId } from "../../../core/shared/id.ts";
import {
  CONVERSION_STATUSES,
  type ConversionRef,
  findConversion,
  listConversions,
} from "../../../services/reading/conversions.ts";
import { explainConversion } from "../../../services/reading/explain-conversion.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { notFound, orNotFound } from "../params.ts";
import { defineRoute } from "../route.ts";
import { conversionView, showConversion } from "../views/conversion.ts";
import { explanationView, showExplanation } from "../views/explanation.ts";
import { listOf } from "../views/schema.ts";

const REASON_CODES = Object.keys(REASONS) as ReasonCode[];
const EXTERNAL = "ext:";
const externalId = line(255);

const listQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(CONVERSION_STATUSES)),
  reason: z.optional(z.enum(REASON_CODES)),
  external_id: z.optional(externalId),
});

/** Conversions and how they were decided. They are reported at `POST /v1/conversions`, which the edge answers. */
export const conversionRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/conversions",
    permission: "conversions:read",
    summary: "Lists conversions, the last received first.",
    query: listQuery,
    answers: { 200: listOf(conversionView) },
    handler: async ({ context, query }) => {
      const { status, reason, external_id } = query;
      const page = pageRequest(query);
      const conversions = await listConversions(context, { status, reason, externalId: external_id }, page);
      return Response.json(listBody(conversions, showConversion));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/conversions/:id",
    permission: "conversions:read",
    summary: "Shows a conversion, named by its id or as ext:{external_id}.",
    params: z.object({ id: z.string() }),
    answers: { 200: conversionView },
    handler: async ({ context, params }) => {
      const conversion = orNotFound(await findConversion(context, conversionRef(params.id)));
      return Response.json(showConversion(conversion));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/conversions/:id/explain",
    permission: "conversions:read",
    summary: "Shows how a conversion was decided, from the clicks to the entries in the ledger.",
    params: z.object({ id: z.string() }),
    answers: { 200: explanationView },
    handler: async ({ context, params }) => {
      const explanation = orNotFound(await explainConversion(context, conversionRef(params.id)));
      return Response.json(showExplanation(explanation));
    },
  }),
];

function conversionRef(text: string): ConversionRef {
  if (isId("cnv", text)) return { id: text };
  const external = text.startsWith(EXTERNAL) ? externalId.safeParse(text.slice(EXTERNAL.length)) : null;
  if (!external?.success) throw notFound();
  return { externalId: external.data };
}
