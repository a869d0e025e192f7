import { ownReportQuery } from "../../../contracts/api/reports.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { defineRoute } from "../route.ts";
import { reportView } from "../views/report-schema.ts";
import { answerReport } from "./reports.ts";

/** What an affiliate's own links and sales came to; of no one else, and not what the merchant took. */
export const portalReportRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/reports",
    permission: "portal:read",
    summary: "Sums one's own clicks, conversions and commissions of some days, by up to three groups.",
    query: ownReportQuery,
    answers: { 200: reportView },
    handler: (call) =>
      answerReport(call, { ...call.query, affiliate: [ownAffiliate(call)] }, ownAffiliate(call)),
  }),
];
