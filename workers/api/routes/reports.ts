import * as z from "zod/mini";
import { type ReportQuery, reportFileQuery, reportQuery } from "../../../contracts/api/reports.ts";
import { calendarDate } from "../../../contracts/text.ts";
import { METRICS } from "../../../core/reports/metrics.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import { reconcileCounts } from "../../../services/reports/reconcile-counts.ts";
import { reconcileDetails } from "../../../services/reports/reconcile-details.ts";
import type { ReportRequest } from "../../../services/reports/report-request.ts";
import { type Report, runReport } from "../../../services/reports/run-report.ts";
import type { Context } from "../../../services/shared/context.ts";
import { allOf } from "../all-of.ts";
import { fileHeaders } from "../file-headers.ts";
import { invalid } from "../params.ts";
import { type Asking, daysOf, reportPlace, reportRequestOf, rowsRefused } from "../report-request.ts";
import { writeCursor } from "../resources/cursor.ts";
import { type Call, defineRoute } from "../route.ts";
import { isMoney, reportCsv, showReconciliation, showReport } from "../views/report.ts";
import { reconciliationView, reportView } from "../views/report-schema.ts";

/** Most rows of one CSV file. */
const CSV_ROWS_MAX = 50_000;
/** Most days (UTC) that are counted anew at once. */
const RECONCILED_DAYS_MAX = 31;
const reconciliationQuery = z.strictObject({ from: calendarDate, to: calendarDate });

/** Reports from what is counted as it is written. */
export const reportRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/reports",
    permission: "reports:read",
    summary: "Sums clicks, conversions and commissions of some days, by up to three groups.",
    query: reportQuery,
    answers: { 200: reportView },
    handler: (call) => answerReport(call, call.query),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/reports/csv",
    permission: "reports:read",
    summary: "Takes out a report as CSV.",
    query: reportFileQuery,
    answers: { 200: { files: ["text/csv"] } },
    handler: takeCsv,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/reports/reconciliation",
    permission: "reports:read",
    summary: "Counts the rows of some days anew and names each count that says otherwise.",
    query: reconciliationQuery,
    answers: { 200: reconciliationView },
    handler: async ({ context, query }) => {
      const { fromMs, untilMs } = daysOf(query, RECONCILED_DAYS_MAX);
      const span = { from: new Date(fromMs), to: new Date(untilMs) };
      const differences = [
        ...(await reconcileCounts(context, span)),
        ...(await reconcileDetails(context, span)),
      ];
      return Response.json(showReconciliation(query, differences));
    },
  }),
];

/** Answers a page of a report; to an affiliate that asks, with no coupons but its own. */
export async function answerReport(
  call: Asking,
  query: ReportQuery,
  couponsOf: AffiliateId | null = null,
): Promise<Response> {
  const request = { ...(await reportRequestOf(call, query)), couponsOf };
  const report = await reportOf(call.context, request);
  const { nextAfter } = report;
  const next = nextAfter && writeCursor(JSON.stringify(nextAfter), reportPlace(call, query));
  return Response.json(showReport(request, report, next));
}

/** Runs a report; throws `RequestError` 422 where it would have to read more rows than are read. */
async function reportOf(context: Context, request: ReportRequest): Promise<Report> {
  const report = await runReport(context, request);
  if ("refused" in report) throw rowsRefused(report);
  return report;
}

async function takeCsv(call: Call<undefined, z.output<typeof reportFileQuery>>): Promise<Response> {
  const { context, query } = call;
  const { asked } = await allOf({
    compare: () => {
      if (query.compare !== undefined) throw invalid("compare", "is not told in a CSV file");
    },
    currency: () => {
      const isOfMoney = query.metrics?.some((name) => isMoney(METRICS[name])) ?? true;
      if (query.currency === undefined && isOfMoney)
        throw invalid("currency", "is needed in a CSV file with metrics of money");
    },
    asked: () => reportRequestOf(call, { ...query, limit: undefined, cursor: undefined }),
  });
  const request = { ...asked, limit: CSV_ROWS_MAX };
  const report = await reportOf(context, request);
  if (report.nextAfter)
    throw invalid("group_by", `gives more than ${CSV_ROWS_MAX} rows; read GET /v1/reports by pages`);
  const headers = fileHeaders(`report-${query.from}-${query.to}.csv`);
  return new Response(reportCsv(request, report), { headers });
}
