import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BatchId, PayoutId } from "../../../core/shared/id.ts";
import { executeBatch } from "../../../services/payouts/execute-batch.ts";
import { sepaId } from "../../../services/payouts/providers/sepa/pain-001.ts";
import { sepaProvider } from "../../../services/payouts/providers/sepa/sepa-provider.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { MemoryFiles } from "../../../tests/support/memory-files.ts";
import { bankAccount } from "../../../tests/support/payout-orders.ts";
import { PayoutWorld } from "../../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { payoutStatementRoutes } from "./payout-statements.ts";

const DEBTOR = { name: "Acme", iban: "DE89370400440532013000", bic: null, version: "001.05" } as const;
const XML = "application/xml";

let database: TestDatabase;
let api: TestApi;
let world: PayoutWorld;
let key: string;
let batchId: BatchId;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, payoutStatementRoutes);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  world = await PayoutWorld.open(database);
  key = (await world.owner((db) => insertKey(db, world.sample.workspaceId))).key;
  await world.sell(0, 2);
  await world.sell(1, 1);
  batchId = (await world.approvedBatch("sepa")) as BatchId;
  const recipient = { name: "Ada", email: "ada@affiliates.example", method: bankAccount() };
  await world.owner((db) =>
    db.execute(
      sql`update payouts set recipient = ${JSON.stringify(recipient)}::jsonb where batch_id = ${batchId}`,
    ),
  );
  const executed = await world.as("key:b", (context) =>
    executeBatch(context, batchId, sepaProvider(new MemoryFiles(), DEBTOR)),
  );
  expect(executed).toEqual({ ok: true, value: "submitted" });
});

type Booking = {
  readonly id: PayoutId;
  readonly amount: string;
  readonly back?: boolean;
  readonly reference: string;
};

function notification(...bookings: readonly Booking[]): string {
  const entries = bookings.map(
    ({ id, amount, back, reference }) => `<Ntry><Amt Ccy="EUR">${amount}</Amt>
      <CdtDbtInd>${back ? "CRDT" : "DBIT"}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-2${back ? 4 : 3}</Dt></BookgDt>
      <AcctSvcrRef>${reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>${sepaId(id)}</EndToEndId></Refs>
      ${back ? "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" : ""}</TxDtls></NtryDtls></Ntry>`,
  );
  return `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn>${entries.join("")}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
}

const bring = (body: string, type = XML, by = key) =>
  api.call("POST", "/v1/payout-statements", by, new Blob([body]), { "content-type": type });

describe("POST /v1/payout-statements", () => {
  it("books what was paid and what came back, once, and the batch ends", async () => {
    const [first, second] = [await world.payoutOf(batchId, 0), await world.payoutOf(batchId, 1)];
    const paid = { id: first, amount: "20.00", reference: "A" };
    const back = { id: second, amount: "10.00", reference: "C", back: true };
    const answer = await bring(notification(paid, { id: second, amount: "10.00", reference: "B" }, back));
    expect([answer.status, answer.body]).toEqual([
      200,
      { object: "payout_statement", moved: 3, unchanged: 0, contradicts: 0, unknown_payout: 0, exists: 0 },
    ]);
    expect((await bring(notification(back, paid))).body).toMatchObject({ moved: 0, exists: 2 });
    expect(await world.statuses("payouts")).toEqual({ paid: 1, returned: 1 });
    expect(await world.statuses("payout_batches")).toEqual({ paid: 1 });
    expect(await world.balances()).toEqual({
      affiliate_payable: -1_000,
      merchant_payable: 3_000,
      paid_out: -2_000,
    });
  });

  it("leaves to a person what was booked with another sum", async () => {
    const id = await world.payoutOf(batchId, 0);
    expect((await bring(notification({ id, amount: "19.99", reference: "A" }))).body).toMatchObject({
      moved: 1,
    });
    expect(await world.statuses("payouts")).toEqual({ submitted: 1, needs_review: 1 });
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, payout_clearing: -3_000 });
  });

  it("finds no payout of another workspace", async () => {
    const other = await PayoutWorld.open(database);
    const theirs = (await other.owner((db) => insertKey(db, other.sample.workspaceId))).key;
    const body = notification({ id: await world.payoutOf(batchId, 0), amount: "20.00", reference: "A" });
    const answer = await bring(body, XML, theirs);
    expect(answer.body).toMatchObject({ moved: 0, unknown_payout: 1 });
    expect(await world.statuses("payouts")).toEqual({ submitted: 2 });
  });

  it.each([
    ["nothing", "", XML, 422],
    ["what is not XML", "{}", XML, 422],
    ["another message", "<Document/>", XML, 422],
    ["another type", "<Document/>", "application/json", 415],
    ["too much", "x".repeat(1_048_577), XML, 413],
  ])("refuses %s", async (_, body, type, status) => {
    const answer = await bring(body, type);
    expect([answer.status, answer.body.error.param ?? null]).toEqual([
      status,
      status === 422 ? "body" : null,
    ]);
  });
});
