import * as z from "zod/mini";
import {
  listYearlyTotals,
  TOTALS_CSV_MAX,
  yearlyTotalsCsv,
} from "../../../services/documents/yearly-totals.ts";
import { fileHeaders } from "../file-headers.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, invalid } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { showYearlyTotal, yearlyTotalView } from "../views/document.ts";
import { listOf } from "../views/schema.ts";

/** A year in a query. */
export const year = z.pipe(
  z.string().check(z.regex(/^(19|2\d)\d\d$/, "must be a year, e.g. 2026")),
  z.transform(Number),
);

const listQuery = z.strictObject({ ...pageParams, year, affiliate_id: z.optional(idParam("aff")) });

const csvQuery = z.strictObject({ year });

/** What affiliates were paid in a year. */
export const yearlyTotalRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/yearly-totals",
    permission: "documents:read",
    summary: "Lists what affiliates were paid in a year, less what came back.",
    query: listQuery,
    answers: { 200: listOf(yearlyTotalView) },
    handler: async ({ context, query }) => {
      const filter = { year: query.year, affiliateId: query.affiliate_id };
      const page = await listYearlyTotals(context, filter, pageRequest(query));
      return Response.json(listBody(page, showYearlyTotal(query.year)));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/yearly-totals/csv",
    permission: "documents:read",
    summary: "Takes out what affiliates were paid in a year as CSV.",
    query: csvQuery,
    answers: { 200: { files: ["text/csv"] } },
    handler: takeCsv,
  }),
];

async function takeCsv({ context, query }: Call<undefined, z.output<typeof csvQuery>>): Promise<Response> {
  const csv = await yearlyTotalsCsv(context, query.year);
  if (csv === null)
    throw invalid("year", `has more than ${TOTALS_CSV_MAX} rows; read GET /v1/yearly-totals by pages`);
  return new Response(csv, { headers: fileHeaders(`yearly-totals-${query.year}.csv`) });
}
