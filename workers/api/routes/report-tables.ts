import { cohortsQuery, conversionTimesQuery } from "../../../contracts/api/reports.ts";
import { type CohortsRequest, findCohorts } from "../../../services/reports/cohorts.ts";
import { timesToConvert } from "../../../services/reports/time-to-convert.ts";
import { allOf } from "../all-of.ts";
import { daysOf, REPORT_DAYS_MAX, rowsRefused, zoneOf } from "../report-request.ts";
import { defineRoute } from "../route.ts";
import {
  cohortsView,
  conversionTimesView,
  showCohorts,
  showConversionTimes,
} from "../views/report-tables.ts";

const MONTHS_DEFAULT = 12;

/** Reports of a form of their own. */
export const reportTableRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/reports/time-to-convert",
    permission: "reports:read",
    summary: "Tells how long conversions took from the last click that is credited with them.",
    query: conversionTimesQuery,
    answers: { 200: conversionTimesView },
    handler: async ({ context, query }) => {
      const { from, to } = query;
      const { days, timeZone } = await allOf({
        days: () => daysOf(query, REPORT_DAYS_MAX),
        timeZone: () => zoneOf(context, query.time_zone),
      });
      const whose = { affiliateIds: query.affiliate ?? null, programIds: query.program ?? null };
      const found = await timesToConvert(context, { ...whose, days, timeZone });
      if ("refused" in found) throw rowsRefused(found);
      return Response.json(showConversionTimes({ from, to, timeZone }, found));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/reports/cohorts",
    permission: "reports:read",
    summary: "Follows customers or affiliates by the month in which they began, month by month.",
    query: cohortsQuery,
    answers: { 200: cohortsView },
    handler: async ({ context, query }) => {
      const request: CohortsRequest = {
        ...{ of: query.of, start: query.start ?? "first_sale", fromMonth: `${query.from}-01` },
        ...{ months: query.months ?? MONTHS_DEFAULT, timeZone: await zoneOf(context, query.time_zone) },
      };
      const found = await findCohorts(context, request);
      if ("refused" in found) throw rowsRefused(found, "of");
      return Response.json(showCohorts(request, found));
    },
  }),
];
