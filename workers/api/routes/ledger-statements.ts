import { pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { proofQuery, proveStatement } from "../statement-proof.ts";
import { statementWithProofs } from "../views/proof.ts";

/** Statements that prove themselves. */
export const ledgerStatementRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/statement/proof",
    permission: "affiliates:read",
    summary: "Gives an affiliate's entries of a span with proofs that they are in the published ledger.",
    params: pathIds({ id: "aff" }),
    query: proofQuery,
    answers: { 200: statementWithProofs },
    handler: async (call) => proveStatement(call, call.params.id),
  }),
];
