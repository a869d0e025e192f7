import * as z from "zod/mini";
import type { AffiliateId } from "../../core/shared/id.ts";
import { textObjects } from "../../platform/text-objects.ts";
import {
  buildStatement,
  STATEMENT_ENTRIES_MAX,
  STATEMENT_READS_MAX,
} from "../../services/ledger/build-statement.ts";
import { invalid, orNotFound, spanOf, spanParams } from "./params.ts";
import type { Call } from "./route.ts";

/** Longest span of one statement, in days. */
const STATEMENT_DAYS_MAX = 366;

/** Which span a statement with proofs is of. */
export const proofQuery = z.strictObject(spanParams);

/** Answers with an affiliate's entries of the span that the query names, each with its proof. */
export async function proveStatement(
  { context, env, query }: Call<unknown, z.output<typeof proofQuery>>,
  affiliateId: AffiliateId,
): Promise<Response> {
  const span = spanOf(query, { daysMax: STATEMENT_DAYS_MAX });
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
}
