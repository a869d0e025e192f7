import * as z from "zod/mini";
import { ledgerSequence } from "../../../contracts/api/ledger.ts";
import { line, timestamp } from "../../../contracts/text.ts";
import { ACCOUNTS } from "../../../core/ledger/accounts.ts";
import { JOURNAL_KINDS } from "../../../core/ledger/journal.ts";
import { textObjects } from "../../../platform/text-objects.ts";
import { readAnchors } from "../../../services/ledger/read-roots.ts";
import { isBeyondLedger, verifyLedger } from "../../../services/ledger/verify-ledger.ts";
import { type AccountBalance, listAccounts } from "../../../services/reading/accounts.ts";
import { loadFxPositions } from "../../../services/reading/fx-positions.ts";
import { listJournals } from "../../../services/reading/journals.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { asOfInstant, invalid, noQuery } from "../params.ts";
import { defineRoute } from "../route.ts";
import { journalView, showJournal } from "../views/journal.ts";
import { ledgerVerification, showVerification } from "../views/ledger.ts";
import { showMoney } from "../views/money.ts";
import { count, currency, idOf, listOf, maybe, minor, money, several, view } from "../views/schema.ts";

const accountsQuery = z.strictObject({ ...pageParams, as_of: z.optional(timestamp) });
const journalsQuery = z.strictObject({
  ...pageParams,
  kind: z.optional(z.enum(JOURNAL_KINDS, `must be one of ${JOURNAL_KINDS.join(", ")}`)),
  key: z.optional(line(255)),
});
const verifyQuery = z.strictObject({ after: z.optional(ledgerSequence) });

/** Journals of one answer: a second or two of work. */
const VERIFIED_PER_CALL_MAX = 50_000;

const accountBalance = view("AccountBalance", {
  object: z.literal("account_balance"),
  account: z.enum(ACCOUNTS),
  affiliate_id: maybe(idOf("aff")),
  balance: money,
});
const accountsView = z.extend(listOf(accountBalance), {
  trial_balance: several(z.strictObject({ currency, balance_minor: minor })),
});
const fxPositions = view("FxPositions", {
  object: z.literal("fx_positions"),
  balances: several(money),
  positions: several(z.strictObject({ sold: money, bought: money, payouts_count: count })),
  exchanges: several(z.strictObject({ debited: money, paid: money, gain: money, payouts_count: count })),
});

/** The ledger. In every sum a debit is positive and a credit negative. */
export const ledgerRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/ledger/accounts",
    permission: "ledger:read",
    summary: "Lists balances by account, affiliate and currency, with the trial balance of the whole ledger.",
    query: accountsQuery,
    answers: { 200: accountsView },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const accounts = await listAccounts(context, page, asOfInstant(query.as_of, context.now));
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
    path: "/v1/ledger/fx-positions",
    permission: "ledger:read",
    summary: "Shows the fx account by currency, and the conversions of payouts that made it so.",
    query: noQuery,
    answers: { 200: fxPositions },
    handler: async ({ context }) => {
      const { balances, positions, exchanges } = await loadFxPositions(context);
      return Response.json({
        object: "fx_positions",
        balances: balances.map(({ balanceMinor, currency }) => showMoney(balanceMinor, currency)),
        positions: positions.map(({ from, to, soldMinor, boughtMinor, payoutsCount }) => ({
          ...{ sold: showMoney(soldMinor, from), bought: showMoney(boughtMinor, to) },
          payouts_count: payoutsCount,
        })),
        exchanges: exchanges.map(({ from, to, debitedMinor, paidMinor, gainMinor, payoutsCount }) => ({
          ...{ debited: showMoney(debitedMinor, from), paid: showMoney(paidMinor, to) },
          ...{ gain: showMoney(gainMinor, from), payouts_count: payoutsCount },
        })),
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/ledger/journals",
    permission: "ledger:read",
    summary: "Lists journals with their entries, newest first.",
    query: journalsQuery,
    answers: { 200: listOf(journalView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const journals = await listJournals(context, { kind: query.kind, key: query.key }, page);
      return Response.json(listBody(journals, showJournal));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/ledger/verify",
    permission: "ledger:read",
    summary: "Recomputes the hash chain from the journals and names the first bad row.",
    query: verifyQuery,
    answers: { 200: ledgerVerification },
    handler: async ({ context, env, query }) => {
      const { after = 0n } = query;
      if (await isBeyondLedger(context, after)) throw invalid("after", "names no journal of this ledger");
      const published = await readAnchors(context, textObjects(env.LEDGER_ROOTS));
      const journalsMax = VERIFIED_PER_CALL_MAX;
      return Response.json(
        showVerification(await verifyLedger(context, { after, journalsMax, ...published })),
      );
    },
  }),
];

function showAccount({
  account,
  affiliateId,
  currency,
  balanceMinor,
}: AccountBalance): z.output<typeof accountBalance> {
  return {
    object: "account_balance",
    account,
    affiliate_id: affiliateId,
    balance: showMoney(balanceMinor, currency),
  };
}
