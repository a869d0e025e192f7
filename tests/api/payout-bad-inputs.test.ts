import { readFileSync } from "node:fs";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Permission } from "../../core/access/permissions.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { insertKey, startTestApi, type TestApi } from "../support/call-api.ts";
import { FAKE_ACCESS, FAKE_METHODS } from "../support/fake-access.ts";
import { FakeWise } from "../support/fake-wise.ts";
import { type PayoutFunctionsEnv, payoutDoor, payoutFunctionsEnv } from "../support/payout-door.ts";
import { PayoutShop, payoutFiles } from "../support/payout-shop.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { stepUpHeaders } from "../support/step-up.ts";

const PAGE = new URL("../../docs/api-payout-execution.md", import.meta.url);
const wise = new FakeWise();

let database: TestDatabase;
let api: TestApi;
let functions: PayoutFunctionsEnv;
let shop: PayoutShop;
let stranger: PayoutShop;

beforeAll(async () => {
  database = await createTestDatabase();
  const PAYOUT_FILES = payoutFiles();
  functions = payoutFunctionsEnv(database, PAYOUT_FILES);
  api = await startTestApi(database, ROUTES, { PAYOUT_FILES, PAYOUT_DOOR: payoutDoor(functions) });
  shop = await PayoutShop.open(database, api, functions);
  stranger = await PayoutShop.open(database, api, functions);
  await shop.connect("wise", { public_key: wise.publicKey });
  await shop.connect("stripe");
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

type Sent = {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly by?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** True if it comes with a one-time code, made when it is sent. */
  readonly isCoded?: boolean;
};

/** Each bad input, what is wrong with it, and how it is answered. */
async function badInputs(): Promise<readonly (readonly [string, Sent, number, string, string?])[]> {
  const { approver } = shop.keys;
  const paid = await shop.prepare();
  await shop.pay(paid.id);
  const open = await shop.prepare();
  const payoutId = (await shop.get(`/v1/payouts?batch_id=${open.id}`)).body.data[0].id;
  await stranger.giveMethod(FAKE_METHODS.sepa);
  const [{ affiliateId }] = shop.world.sample.affiliates;
  const workspace = shop.world.sample.workspaceId;
  const methods = `/v1/affiliates/${affiliateId}/payout-methods`;
  const theirs = `/v1/affiliates/${stranger.world.sample.affiliates[0].affiliateId}/payout-methods`;
  const accounts = "/v1/payout-accounts";
  const batch = `/v1/payout-batches/${open.id}`;
  const resolve = `/v1/payouts/${payoutId}/resolve`;
  const said = { outcome: "paid", note: "Seen at the bank." };
  const paidId = (await shop.get(`/v1/payouts?batch_id=${paid.id}`)).body.data[0].id;
  const debit = (id: string, currency: string) => {
    return { path: `/v1/payouts/${id}/debit`, body: { amount_minor: "1", currency } };
  };
  const debitOfTheirs = { ...debit(paidId, "USD"), by: stranger.keys.approver };
  const listed = { method: "GET", path: "/v1/payouts?status=sent" };
  const asXml = { headers: { "content-type": "application/xml" } };
  const noXml = { path: "/v1/payout-statements", body: new Blob(["{}"]), ...asXml };
  const returned = { path: resolve, body: { ...said, outcome: "returned" } };
  const debited = (outcome: string, currency: string) => {
    return { path: resolve, body: { ...said, outcome, debited: { amount_minor: "1", currency } } };
  };
  const noScope = await shop.world.owner((db) =>
    insertKey(db, workspace, { scopes: ["payouts:read"] as readonly Permission[] }),
  );
  const coded = (path: string, body: unknown): Sent => ({ method: "PUT", path, body, isCoded: true });
  const signed = (at: number) => {
    const body = "{}";
    const header = { payload: body, secret: FAKE_ACCESS.stripe.webhook_secret, timestamp: at };
    const headers = { "stripe-signature": Stripe.webhooks.generateTestHeaderString(header) };
    return { path: `/v1/payout-callbacks/stripe/${workspace}`, body: new Blob([body]), by: null, headers };
  };
  const account = { method: "PUT", path: `${accounts}/stripe`, body: FAKE_ACCESS.stripe };
  const forged = { path: `/v1/payout-callbacks/wise/${workspace}`, by: null };
  const invalid = "invalid_parameter";
  return [
    [
      "an IBAN with a wrong check digit",
      { path: methods, body: { ...FAKE_METHODS.sepa, iban: "DE89370400440532013001" } },
      422,
      invalid,
      "iban",
    ],
    [
      "a connected account that is none",
      { path: methods, body: { kind: "stripe", account_id: "cus_1ABCDEFG" } },
      422,
      invalid,
      "account_id",
    ],
    [
      "an address of PayPal without a host",
      { path: methods, body: { kind: "paypal", email: "ada" } },
      422,
      invalid,
      "email",
    ],
    [
      "a recipient of Wise in another form",
      { path: methods, body: { kind: "wise", recipient_id: "5.1e3" } },
      422,
      invalid,
      "recipient_id",
    ],
    ["a kind of method nobody knows", { path: methods, body: { kind: "cheque" } }, 422, invalid, "kind"],
    [
      "another method without a one-time code",
      { path: theirs, body: FAKE_METHODS.wise, by: stranger.keys.preparer },
      403,
      "step_up_required",
      "Step-Up-Code",
    ],
    ["a method of another's affiliate", { path: theirs, body: FAKE_METHODS.wise }, 404, "not_found"],
    [
      "an account without a one-time code",
      { method: "PUT", path: `${accounts}/stripe`, body: FAKE_ACCESS.stripe },
      403,
      "step_up_required",
      "Step-Up-Code",
    ],
    [
      "an account with a wrong one-time code",
      { ...account, headers: { "step-up-code": "000000" } },
      403,
      "step_up_invalid",
      "Step-Up-Code",
    ],
    [
      "an account with a field that is none",
      coded(`${accounts}/stripe`, { ...FAKE_ACCESS.stripe, secretKey: "x" }),
      422,
      invalid,
      "secretKey",
    ],
    [
      "a debtor's IBAN with a wrong check digit",
      coded(`${accounts}/sepa`, { name: "Acme", iban: "DE89370400440532013001" }),
      422,
      invalid,
      "iban",
    ],
    [
      "a secret with a line feed",
      coded(`${accounts}/wise`, { ...FAKE_ACCESS.wise, public_key: wise.publicKey, token: "a\nb" }),
      422,
      invalid,
      "token",
    ],
    ["an account of a provider nobody knows", coded(`${accounts}/bank`, {}), 404, "not_found"],
    [
      "a batch of a currency that is none",
      { path: "/v1/payout-batches", body: { currency: "EURO" } },
      422,
      invalid,
      "currency",
    ],
    [
      "a field of a batch that is none",
      { path: "/v1/payout-batches", body: { curency: "EUR" } },
      422,
      invalid,
      "curency",
    ],
    [
      "a minimum with decimals",
      { method: "PUT", path: "/v1/payout-minimums/EUR", body: { minimum_minor: "10.001" } },
      422,
      invalid,
      "minimum_minor",
    ],
    ["one's own batch, approved", { path: `${batch}/approve` }, 409, "second_person_required"],
    [
      "a batch that nobody approved, executed",
      { path: `${batch}/execute`, by: approver },
      409,
      "illegal_move",
    ],
    [
      "a batch that was paid, cancelled",
      { path: `/v1/payout-batches/${paid.id}/cancel` },
      409,
      "illegal_move",
    ],
    [
      "a batch of another workspace, approved",
      { path: `${batch}/approve`, by: stranger.keys.approver },
      404,
      "not_found",
    ],
    [
      "a batch approved by a key without the scope",
      { path: `${batch}/approve`, by: noScope.key },
      403,
      "forbidden",
    ],
    ["a payout that was not sent, resolved", { path: resolve, body: said }, 409, "illegal_move"],
    ["a payout resolved without a note", { path: resolve, body: { outcome: "paid" } }, 422, invalid, "note"],
    [
      "a payout resolved as what it cannot be",
      { path: resolve, body: { ...said, outcome: "submitted" } },
      422,
      invalid,
      "outcome",
    ],
    ["a debit of no currency", debited("paid", "QQQ"), 422, invalid, "debited.currency"],
    ["a debit of a payout that failed", debited("failed", "USD"), 422, invalid, "debited"],
    ["a payout that came back, of one that was not paid", returned, 409, "illegal_move"],
    ["a debit told of a payout that is not paid", debit(payoutId, "USD"), 409, "illegal_move"],
    ["a debit told in the payout's own currency", debit(paidId, "EUR"), 422, invalid, "currency"],
    ["a debit told of another workspace's payout", debitOfTheirs, 404, "not_found"],
    ["payouts of a status that is none", listed, 422, invalid, "status"],
    [
      "a callback with a wrong signature",
      { ...forged, body: new Blob(["{}"]), headers: { "x-signature-sha256": "AAAA" } },
      401,
      "signature_invalid",
    ],
    [
      "a callback that was signed an hour ago",
      signed(Math.floor(Date.now() / 1_000) - 3_600),
      401,
      "signature_expired",
    ],
    [
      "a callback of a provider that is not connected",
      { ...forged, path: `/v1/payout-callbacks/paypal/${workspace}`, body: new Blob(["{}"]) },
      404,
      "not_found",
    ],
    ["a callback over 256 KiB", { ...forged, body: new Blob(["x".repeat(262_145)]) }, 413, "body_too_large"],
    ["a bank statement that is no XML", noXml, 422, invalid, "body"],
    ["a bank statement sent as JSON", { ...noXml, body: {}, headers: {} }, 415, "unsupported_media_type"],
  ];
}

it("bad inputs are answered as the page says, and change nothing", async () => {
  const cases = await badInputs();
  const before = await stateOf();
  const rows: string[] = [];
  for (const [name, { method = "POST", path, body, by = shop.keys.preparer, ...sent }] of cases) {
    const headers = sent.isCoded ? await stepUpHeaders({ database }, shop.keys.preparer) : sent.headers;
    const { status, body: answer } = await api.call(method, path, by, body, headers);
    rows.push(
      `| ${name} | ${status} | \`${answer.error?.code}\` | ${answer.error?.param ? `\`${answer.error.param}\`` : ""} |`,
    );
  }
  expect(rows).toEqual(
    cases.map(
      ([name, , status, code, param]) =>
        `| ${name} | ${status} | \`${code}\` | ${param ? `\`${param}\`` : ""} |`,
    ),
  );
  const page = readFileSync(PAGE, "utf8");
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  expect(await stateOf()).toEqual(before);
});

async function stateOf() {
  const { world } = shop;
  return [await world.statuses("payouts"), await world.statuses("payout_batches"), await world.balances()];
}

it("an amount that its provider cannot pay waits, and says so before anything is prepared", async () => {
  for (const [method, currency, amountMinor] of [
    [FAKE_METHODS.sepa, "USD", 10_000n],
    [FAKE_METHODS.paypal, "HUF", 10_050n],
  ] as const) {
    const other = await PayoutShop.open(database, api, functions);
    await other.giveMethod(method);
    await other.world.sell(0, 1, { currency: currency as never, amountMinor });
    const { status, body } = await other.post("/v1/payout-batches");
    expect([status, body.batches]).toEqual([201, []]);
    expect(JSON.stringify(body)).toContain("currency_not_supported");
  }
});
