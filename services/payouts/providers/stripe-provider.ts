import Stripe from "stripe";
import { amountProblem, STRIPE_AMOUNTS, unitsFor } from "../../../core/payout/provider-amount.ts";
import { isId, type PayoutId } from "../../../core/shared/id.ts";
import { fail, ok } from "../../../core/shared/result.ts";
import type {
  OrderedPayout,
  OrderReport,
  PaidPayout,
  PayoutOrder,
  PayoutProvider,
  PayoutReport,
  ProviderEvent,
} from "../provider.ts";
import { oneByOne } from "./one-by-one.ts";

/** How Stripe is reached: with an account's secret key, and the secret its callbacks are signed with. */
export type StripeAccess = {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Another server than Stripe's own, e.g. `http://127.0.0.1:1234`. */
  readonly address?: string | undefined;
};

/** Stripe keeps the answer of an idempotency key for at least this long. */
const KEY_LIVES_MS = 86_400_000;
const LIMIT_MS = 30_000;
/** A callback that was signed longer ago is refused. */
const CALLBACK_AGE_SECONDS_MAX = 300;
/** Transfers of one page of a list. */
const PAGE = 100;

/**
 * Pays by transfers to connected accounts (Stripe Connect). A transfer arrives at once; it comes back by being
 * reversed. Each carries its payout and, as its transfer group, the key of the order, by which it is looked up.
 */
export function stripeProvider(access: StripeAccess): PayoutProvider {
  const stripe = openStripe(access);
  return {
    capabilities: {
      payoutsPerOrderMax: 1_000,
      looksUpByKey: true,
      keyLivesMs: KEY_LIVES_MS,
      settlesLater: false,
      news: "callbacks",
    },
    submit: (providerKey, order) =>
      oneByOne(order.payouts, (payout) => transfer(stripe, providerKey, order, payout)),
    lookUp: (providerKey) => lookUp(stripe, providerKey),
    lookUpPaid: async (paid) => (await oneByOne(paid, (payout) => findPaid(stripe, payout))).payouts,
    async parseCallback({ headers, body, receivedAt }) {
      try {
        const event = await stripe.webhooks.constructEventAsync(
          body,
          headers.get("stripe-signature") ?? "",
          access.webhookSecret,
          CALLBACK_AGE_SECONDS_MAX,
          Stripe.createSubtleCryptoProvider(),
          receivedAt.getTime(),
        );
        return ok(readEvent(event));
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
          return fail({ code: "malformed" });
        return fail({ code: /tolerance/.test(error.message) ? "too_old" : "signature_invalid" });
      }
    },
  };
}

function openStripe({ secretKey, address }: StripeAccess): Stripe {
  const url = address === undefined ? null : new URL(address);
  return new Stripe(secretKey, {
    // The client must not try again behind our back: what became of a call is looked up first.
    ...{ maxNetworkRetries: 0, timeout: LIMIT_MS, telemetry: false },
    httpClient: Stripe.createFetchHttpClient(),
    ...(url === null
      ? {}
      : { host: url.hostname, port: url.port, protocol: url.protocol === "http:" ? "http" : "https" }),
  });
}

/** Throws where it is not known what became of the transfer. */
async function transfer(
  stripe: Stripe,
  providerKey: string,
  { currency }: PayoutOrder,
  { id, recipient: { method }, amountMinor }: OrderedPayout,
): Promise<PayoutReport> {
  if (method?.kind !== "stripe") return failed("no_stripe_account");
  const problem = amountProblem("stripe", amountMinor, currency);
  const units = unitsFor(STRIPE_AMOUNTS, amountMinor, currency);
  if (problem !== null || units === null) return failed(problem ?? "amount_not_representable");
  try {
    const made = await stripe.transfers.create(
      {
        amount: Number(units),
        currency: currency.toLowerCase(),
        destination: method.accountId,
        transfer_group: providerKey,
        metadata: { payout_id: id },
      },
      { idempotencyKey: `${providerKey}:${id}` },
    );
    assertAnswer(made, "transfer");
    return reportOf(made);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Finds the transfers of an order, page by page. */
async function lookUp(stripe: Stripe, providerKey: string): Promise<OrderReport> {
  const payouts = new Map<PayoutId, PayoutReport>();
  let last: string | undefined;
  for (;;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await stripe.transfers.list({ transfer_group: providerKey, limit: PAGE, ...after });
    assertAnswer(page, "list");
    for (const each of page.data) {
      const payoutId = payoutIdOf(each);
      if (payoutId !== null) payouts.set(payoutId, reportOf(each));
      last = each.id;
    }
    if (!page.has_more) return { reference: null, payouts };
  }
}

/** Null where what the reference finds is not the payout's. */
async function findPaid(stripe: Stripe, { id, reference }: PaidPayout): Promise<PayoutReport | null> {
  const found = await stripe.transfers.retrieve(reference);
  assertAnswer(found, "transfer");
  return payoutIdOf(found) === id ? reportOf(found) : null;
}

/** The client takes any JSON without a member `error` for the answer, whatever its status. */
function assertAnswer(
  {
    object,
    lastResponse,
  }: { readonly object: string; readonly lastResponse: { readonly statusCode: number } },
  kind: string,
): void {
  if (lastResponse.statusCode !== 200 || object !== kind) {
    throw new Error(`Stripe answered ${lastResponse.statusCode}, and no ${kind}`);
  }
}

/** What Stripe refused for good. Anything else is thrown on. */
function refusalOf(error: unknown): PayoutReport {
  if (error instanceof Stripe.errors.StripeIdempotencyError) {
    return { status: "needs_review", reference: null, reason: "key_used_for_another_transfer" };
  }
  const isRefused = error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409;
  if (!isRefused) throw error;
  return failed(error.code ?? "refused");
}

const failed = (reason: string): PayoutReport => ({ status: "failed", reference: null, reason });

function reportOf({ id, reversed, amount_reversed: takenBack }: Stripe.Transfer): PayoutReport {
  if (reversed) return { status: "failed", reference: id, reason: "reversed" };
  return takenBack > 0
    ? { status: "needs_review", reference: id, reason: "reversed_in_part" }
    : { status: "paid", reference: id };
}

function payoutIdOf({ metadata }: Stripe.Transfer): PayoutId | null {
  const id = metadata?.payout_id;
  return id !== undefined && isId("pay", id) ? id : null;
}

function readEvent(event: Stripe.Event): readonly ProviderEvent[] {
  if (!/^transfer\.(created|updated|reversed)$/.test(event.type)) return [];
  const transferred = event.data.object as Stripe.Transfer;
  const payoutId = payoutIdOf(transferred);
  if (payoutId === null) return [];
  return [
    {
      ...{ eventId: event.id, payoutId, report: reportOf(transferred) },
      occurredAtMs: event.created * 1_000,
    },
  ];
}
