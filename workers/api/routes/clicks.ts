import * as z from "zod/mini";
import { VERDICTS } from "../../../core/link/verdict.ts";
import { CLICK_GROUPS, countClicks } from "../../../services/reading/click-counts.ts";
import {
  CLICK_DIMENSIONS,
  type ClickDimension,
  countByDimension,
} from "../../../services/reading/click-dimensions.ts";
import { reportClicks } from "../../../services/reading/click-report.ts";
import { listClicks, type Span } from "../../../services/reading/clicks.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, invalid, spanOf, spanParams } from "../params.ts";
import { defineRoute } from "../route.ts";
import { clickView, showClick } from "../views/click.ts";
import { clickCounts, clickReport, showClickCounts, showClickReport } from "../views/click-report.ts";
import { listOf } from "../views/schema.ts";

/** Longest span of a report from the clicks themselves, or by the hour, in days. */
const REPORT_DAYS_MAX = 93;
/** Longest span of counts, in days. */
const COUNT_DAYS_MAX = 366;
const HOUR_MS = 3_600_000;

const listQuery = z.strictObject({
  ...pageParams,
  link_id: z.optional(idParam("lnk")),
  affiliate_id: z.optional(idParam("aff")),
  verdict: z.optional(z.enum(VERDICTS)),
});
const reportQuery = z.strictObject({
  ...spanParams,
  group_by: z.optional(z.enum([...CLICK_GROUPS, ...CLICK_DIMENSIONS])),
});

/** Clicks and counts of them. */
export const clickRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/clicks",
    permission: "clicks:read",
    summary: "Lists accepted clicks, whatever their verdict, newest first.",
    query: listQuery,
    answers: { 200: listOf(clickView) },
    handler: async ({ context, query }) => {
      const { link_id: linkId, affiliate_id: affiliateId, verdict } = query;
      const page = pageRequest(query);
      return Response.json(
        listBody(await listClicks(context, { linkId, affiliateId, verdict }, page), showClick),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/reports/clicks",
    permission: "clicks:read",
    summary:
      "Counts the clicks of a span, gross and net: by verdict and affiliate, or by a group of your choice.",
    query: reportQuery,
    answers: { 200: z.union([clickReport, clickCounts]) },
    handler: async ({ context, query: { group_by: group, ...query } }) => {
      if (group === undefined) {
        const span = spanOf(query, { daysMax: REPORT_DAYS_MAX });
        return Response.json(showClickReport(span, await reportClicks(context, span)));
      }
      if (isDimension(group)) {
        const span = spanOf(query, { daysMax: REPORT_DAYS_MAX });
        return Response.json(showClickCounts(span, group, await countByDimension(context, span, group)));
      }
      const daysMax = group === "hour" ? REPORT_DAYS_MAX : COUNT_DAYS_MAX;
      const span = wholeHoursOf(spanOf(query, { daysMax }));
      return Response.json(showClickCounts(span, group, await countClicks(context, span, group)));
    },
  }),
];

const isDimension = (group: string): group is ClickDimension =>
  (CLICK_DIMENSIONS as readonly string[]).includes(group);

/** Counts are kept by the hour: a span that cuts one in two would be answered wrongly. */
function wholeHoursOf(span: Span): Span {
  for (const param of ["from", "to"] as const) {
    if (span[param].getTime() % HOUR_MS !== 0) {
      throw invalid(param, "must be a whole hour of UTC where group_by is given");
    }
  }
  return span;
}
