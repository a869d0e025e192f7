import * as z from "zod/mini";
import { named, shownAs } from "../../../contracts/described.ts";
import { PAYOUT_ACCESS } from "../../../contracts/payout-access.ts";
import { PAYOUT_PROVIDERS, type PayoutProviderName } from "../../../core/payout/payout-lifecycle.ts";
import {
  listPayoutAccounts,
  type PayoutAccountView,
  putPayoutAccount,
} from "../../../services/payout-accounts/payout-accounts.ts";
import { RequestError } from "../../shared/errors.ts";
import { listBody } from "../list.ts";
import { noQuery, notFound } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { requireStepUp } from "../step-up.ts";
import { showInstant } from "../views/money.ts";
import { instant, listOf, text, view } from "../views/schema.ts";

/** What reaches an account at its provider; the functions read it, which alone can open it again. */
const accessRequest = shownAs(
  z.record(z.string(), z.unknown()),
  named("PayoutAccess", z.union(Object.values(PAYOUT_ACCESS)), "Of sepa, stripe, paypal and wise."),
);

const accountView = view("PayoutAccount", {
  object: z.literal("payout_account"),
  provider: text,
  identity: text,
  hint: text,
  in_force: z.boolean(),
  put_by: text,
  put_at: instant,
  created_at: instant,
});

/** Accounts of the workspace at the providers of payouts. What reaches them is never shown. */
export const payoutAccountRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payout-accounts",
    permission: "payouts:read",
    summary: "Lists the accounts that payouts are paid from, by hints alone.",
    query: noQuery,
    answers: { 200: listOf(accountView) },
    handler: async ({ context }) => {
      return Response.json(
        listBody({ rows: await listPayoutAccounts(context), nextAfter: null }, showAccount),
      );
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/payout-accounts/:provider",
    permission: "payout_accounts:write",
    summary: "Connects a provider, or replaces the keys of its account, by a one-time code.",
    params: z.object({ provider: z.enum(PAYOUT_PROVIDERS) }),
    body: accessRequest,
    answers: { 200: accountView },
    handler: putAccount,
  }),
];

async function putAccount(
  call: Call<z.output<typeof accessRequest>, unknown, { readonly provider: PayoutProviderName }>,
): Promise<Response> {
  const { context, env, body: access } = call;
  const { provider } = call.params;
  if (provider === "csv") throw notFound();
  const stepUp = await requireStepUp(call);
  const sealed = await env.PAYOUT_DOOR.sealAccess({ provider, workspaceId: context.workspaceId, access });
  if (sealed.kind === "wrong") {
    const [first] = sealed.problems;
    throw new RequestError(
      "invalid_parameter",
      `${first?.param ?? "body"} ${first?.message ?? "is wrong"}.`,
      sealed.problems.map((problem) => ({ ...problem, code: "invalid_value" })),
    );
  }
  const { identity, hint } = sealed;
  const put = { provider, identity, hint, sealed: sealed.sealed };
  return Response.json(showAccount(await putPayoutAccount(context, put, stepUp)));
}

function showAccount(account: PayoutAccountView): z.output<typeof accountView> {
  return {
    object: "payout_account",
    provider: account.provider,
    identity: account.identity,
    hint: account.hint,
    in_force: account.isInForce,
    put_by: account.putBy,
    put_at: showInstant(account.putAt),
    created_at: showInstant(account.createdAt),
  };
}
