import * as z from "zod/mini";
import { closePeriodRequest } from "../../../contracts/api/ledger.ts";
import { currencyCode, timestamp } from "../../../contracts/text.ts";
import { ACCOUNTS } from "../../../core/ledger/accounts.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { listChanges } from "../../../services/ledger/changes.ts";
import { type CloseProblem, closePeriod, listPeriods } from "../../../services/ledger/close-period.ts";
import { RequestError } from "../../shared/errors.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, invalid } from "../params.ts";
import { defineRoute } from "../route.ts";
import { ledgerChange, periodView, showChange, showPeriod } from "../views/ledger.ts";
import { listOf } from "../views/schema.ts";

const changesQuery = z.strictObject({
  ...pageParams,
  from: timestamp,
  to: timestamp,
  account: z.enum(ACCOUNTS),
  affiliate_id: z.optional(idParam("aff")),
  currency: z.optional(currencyCode),
});

/** The ledger in time: closed months, and what changed a number between two instants. */
export const ledgerPeriodRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/ledger/periods",
    permission: "ledger:close",
    summary: "Closes a month for good; what would change it is booked later, as an adjustment.",
    body: closePeriodRequest,
    answers: { 200: periodView, 201: periodView },
    handler: async ({ context, body }) => {
      const closed = await closePeriod(context, body.period);
      if (!closed.ok) throw refusalOf(closed.error);
      return Response.json(showPeriod(closed.value.period), { status: closed.value.isNew ? 201 : 200 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/ledger/periods",
    permission: "ledger:read",
    summary: "Lists closed months, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(periodView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listPeriods(context, page), showPeriod));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/ledger/changes",
    permission: "ledger:read",
    summary: "Lists the journals that changed an account between two instants, oldest first.",
    query: changesQuery,
    answers: { 200: listOf(ledgerChange) },
    handler: async ({ context, query }) => {
      if (query.to < query.from) throw invalid("to", "must not be before from");
      const page = pageRequest(query);
      const number = {
        ...{
          account: query.account,
          affiliateId: query.affiliate_id,
          currency: query.currency as Currency | undefined,
        },
      };
      const span = { number, from: new Date(query.from), to: new Date(query.to) };
      return Response.json(listBody(await listChanges(context, span, page), showChange));
    },
  }),
];

function refusalOf(problem: CloseProblem): RequestError {
  return problem.code === "not_ended"
    ? invalid("period", "has not ended")
    : new RequestError("conflict", `Months are closed in their order; the next is ${problem.next}.`);
}
