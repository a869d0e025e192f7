import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { isId } from "../../../core/shared/id.ts";
import { type AccountBalance, listAccounts } from "../../../services/reading/accounts.ts";
import { listJournals } from "../../../services/reading/journals.ts";
import { listBody, pageParams } from "../list.ts";
import { pageRequestOf } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showJournal } from "../views/journal.ts";
import { showMoney } from "../views/money.ts";

const ACCOUNT_CURSOR = /^[a-z_]+ (aff_[0-9a-z]{26})? [A-Z]{3}$/;

const accountsQuery = z.strictObject(pageParams);
const journalsQuery = z.strictObject({
  ...pageParams,
  kind: z.optional(line(64)),
  key: z.optional(line(255)),
});

/** The ledger. In every sum a debit is positive and a credit negative. */
export const ledgerRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/ledger/accounts",
    permission: "ledger:read",
    summary: "Lists balances by account, affiliate and currency, with the trial balance of the whole ledger.",
    handler: async ({ context, query: given }) => {
      const page = pageRequestOf(readQuery(given, accountsQuery), (after) => ACCOUNT_CURSOR.test(after));
      const accounts = await listAccounts(context, page);
      return Response.json({
        ...listBody(accounts.page, showAccount),
        trial_balance: accounts.trialBalance.map(({ currency, balanceMinor }) => ({
          currency,
          balance_minor: String(balanceMinor),
        })),
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/ledger/journals",
    permission: "ledger:read",
    summary: "Lists journals with their entries, newest first.",
    handler: async ({ context, query: given }) => {
      const query = readQuery(given, journalsQuery);
      const page = pageRequestOf(query, (after) => isId("jrn", after));
      const journals = await listJournals(context, { kind: query.kind, key: query.key }, page);
      return Response.json(listBody(journals, showJournal));
    },
  }),
];

function showAccount({ account, affiliateId, currency, balanceMinor }: AccountBalance) {
  return {
    object: "account_balance",
    account,
    affiliate_id: affiliateId,
    balance: showMoney(balanceMinor, currency),
  };
}
