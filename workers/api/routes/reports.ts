import * as z from "zod/mini";
import { reportFileQuery, reportQuery } from "../../../contracts/api/reports.ts";
import { calendarDate } from "../../../contracts/text.ts";
import { METRICS } from "../../../core/reports/metrics.ts";
import { reconcileCounts } from "../../../services/reports/reconcile-counts.ts";
import { reconcileDetails } from "../../../services/reports/reconcile-details.ts";
import type { ReportRequest } from "../../../services/reports/report-request.ts";
import { type Report, runReport } from "../../../services/reports/run-report.ts";
import type { Context } from "../../../services/shared/context.ts";
import { fileHeaders } from "../file-headers.ts";
import { invalid } from "../params.ts";
import { daysOf, reportRequestOf, rowsRefused } from "../report-request.ts";
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
    handler: async ({ context, query }) => {
      const request = await reportRequestOf(context, query);
      return Response.json(showReport(request, await reportOf(context, request)));
    },
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

/** Runs a report; throws `RequestError` 422 where it would have to read more rows than are read. */
export async function reportOf(context: Context, request: ReportRequest): Promise<Report> {
  const report = await runReport(context, request);
  if ("refused" in report) throw rowsRefused(report);
  return report;
}

async function takeCsv({
  context,
  query,
}: Call<undefined, z.output<typeof reportFileQuery>>): Promise<Response> {
  if (query.compare !== undefined) throw invalid("compare", "is not told in a CSV file");
  const asked = await reportRequestOf(context, { ...query, limit: undefined, cursor: undefined });
  if (asked.currency === null && asked.metrics.some((name) => isMoney(METRICS[name]))) {
    throw invalid("currency", "is needed in a CSV file with metrics of money");
  }
  const request = { ...asked, limit: CSV_ROWS_MAX };
  const report = await reportOf(context, request);
  if (report.hasMore)
    throw invalid("group_by", `gives more than ${CSV_ROWS_MAX} rows; read GET /v1/reports by pages`);
  const headers = fileHeaders(`report-${query.from}-${query.to}.csv`);
  return new Response(reportCsv(request, report), { headers });
}
