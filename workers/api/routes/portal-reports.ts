import { ownReportQuery } from "../../../contracts/api/reports.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { reportRequestOf } from "../report-request.ts";
import { defineRoute } from "../route.ts";
import { showReport } from "../views/report.ts";
import { reportView } from "../views/report-schema.ts";
import { reportOf } from "./reports.ts";

/** What an affiliate's own links and sales came to; of no one else, and not what the merchant took. */
export const portalReportRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/reports",
    permission: "portal:read",
    summary: "Sums one's own clicks, conversions and commissions of some days, by up to three groups.",
    query: ownReportQuery,
    answers: { 200: reportView },
    handler: async (call) => {
      const { context, query } = call;
      const request = await reportRequestOf(context, { ...query, affiliate: [ownAffiliate(call)] });
      return Response.json(showReport(request, await reportOf(context, request)));
    },
  }),
];
