import * as z from "zod/mini";
import { textObjects } from "../../../platform/text-objects.ts";
import {
  buildStatement,
  STATEMENT_ENTRIES_MAX,
  STATEMENT_READS_MAX,
} from "../../../services/ledger/build-statement.ts";
import { invalid, orNotFound, pathId, spanOf, spanParams } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";

/** Longest span of one statement, in days. */
const STATEMENT_DAYS_MAX = 366;

/** Statements that prove themselves. */
export const ledgerStatementRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/statement/proof",
    permission: "affiliates:read",
    summary: "Gives an affiliate's entries of a span with proofs that they are in the published ledger.",
    handler: async ({ context, env, params, query: given }) => {
      const affiliateId = pathId("aff", params.id);
      const span = spanOf(readQuery(given, z.strictObject(spanParams)), { daysMax: STATEMENT_DAYS_MAX });
      const store = textObjects(env.LEDGER_ROOTS);
      const statement = orNotFound(await buildStatement(context, store, { affiliateId, ...span }));
      if (statement === "too_many") {
        throw invalid("to", `leaves more than ${STATEMENT_ENTRIES_MAX} entries; ask for a shorter span`);
      }
      if (statement === "too_many_reads") {
        const many = `more than ${STATEMENT_READS_MAX} entries of all affiliates`;
        throw invalid("to", `leaves days with ${many} to prove its entries in; ask for a shorter span`);
      }
      return Response.json(statement);
    },
  }),
];
