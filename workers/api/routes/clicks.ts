import * as z from "zod/mini";
import { VERDICTS } from "../../../core/link/verdict.ts";
import { type ClickReport, reportClicks } from "../../../services/reading/click-report.ts";
import { listClicks, type Span } from "../../../services/reading/clicks.ts";
import { listBody, pageParams } from "../list.ts";
import { idParam, pageRequestOf, spanOf, spanParams } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showClick } from "../views/click.ts";

/** Longest span of a report, in days. */
const REPORT_DAYS_MAX = 93;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const listQuery = z.strictObject({
  ...pageParams,
  link_id: z.optional(idParam("lnk")),
  affiliate_id: z.optional(idParam("aff")),
  verdict: z.optional(z.enum(VERDICTS)),
});
const reportQuery = z.strictObject(spanParams);

/** Clicks and counts of them. */
export const clickRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/clicks",
    permission: "clicks:read",
    summary: "Lists accepted clicks, whatever their verdict, newest first.",
    handler: async ({ context, query: given }) => {
      const query = readQuery(given, listQuery);
      const { link_id: linkId, affiliate_id: affiliateId, verdict } = query;
      const page = pageRequestOf(query, (after) => UUID.test(after));
      return Response.json(
        listBody(await listClicks(context, { linkId, affiliateId, verdict }, page), showClick),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/reports/clicks",
    permission: "clicks:read",
    summary: "Counts the clicks of a span: all, those of people, by verdict and by affiliate.",
    handler: async ({ context, query }) => {
      const span = spanOf(readQuery(query, reportQuery), { daysMax: REPORT_DAYS_MAX });
      return Response.json(showReport(span, await reportClicks(context, span)));
    },
  }),
];

function showReport({ from, to }: Span, { gross, net, byVerdict, byAffiliate }: ClickReport) {
  return {
    object: "click_report",
    from: from.toISOString(),
    to: to.toISOString(),
    gross,
    net,
    by_verdict: byVerdict,
    by_affiliate: byAffiliate.map((each) => ({
      affiliate_id: each.affiliateId,
      gross: each.gross,
      net: each.net,
    })),
  };
}
