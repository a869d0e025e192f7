import * as z from "zod/mini";
import type { Span } from "../../../services/reading/clicks.ts";
import { JOURNEY_MODELS, type ModelReport, reportModel } from "../../../services/reading/journey-models.ts";
import { unwrap } from "../answer.ts";
import { spanOf, spanParams } from "../params.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, instant, several, text, view } from "../views/schema.ts";

/** Longest span whose journeys are compared, in days. */
const SPAN_DAYS_MAX = 93;

const reportQuery = z.strictObject({ ...spanParams, model: z.enum(JOURNEY_MODELS) });

const modelReport = view("AttributionModelReport", {
  object: z.literal("attribution_model_report"),
  model: z.enum(JOURNEY_MODELS),
  from: instant,
  to: instant,
  conversions: count,
  others: count,
  data: several(
    z.strictObject({
      affiliate_id: text,
      credit_ppm: count,
      removal_effect_ppm: z.optional(count),
    }),
  ),
});

/** Models that compare affiliates over many journeys, and pay nobody. */
export const journeyModelRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/attribution/models",
    permission: "policies:read",
    summary:
      "Shares the conversions of a span by Markov's removal effects or Shapley's values, changing nothing.",
    query: reportQuery,
    answers: { 200: modelReport },
    handler: async ({ context, query }) => {
      const { model, ...given } = query;
      const span = spanOf(given, { daysMax: SPAN_DAYS_MAX });
      return Response.json(showReport(model, span, unwrap(await reportModel(context, span, model))));
    },
  }),
];

function showReport(model: string, span: Span, { conversions, others, shares }: ModelReport) {
  return {
    object: "attribution_model_report",
    model,
    from: showInstant(span.from),
    to: showInstant(span.to),
    conversions,
    others,
    data: shares.map(({ affiliate, creditPpm, removalEffectPpm }) => ({
      affiliate_id: affiliate,
      credit_ppm: creditPpm,
      ...(removalEffectPpm === undefined ? {} : { removal_effect_ppm: removalEffectPpm }),
    })),
  };
}
