import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conversions } from "../../../db/schema/index.ts";
import { approveDueCommissions } from "../../../services/commissions/approve-due.ts";
import { approveBatch } from "../../../services/payouts/approve-batch.ts";
import { executeBatch } from "../../../services/payouts/execute-batch.ts";
import { preparePayoutBatches } from "../../../services/payouts/prepare-batches.ts";
import { explainConversion } from "../../../services/reading/explain-conversion.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { FakeProvider } from "../../../tests/support/fake-provider.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import {
  asOwner,
  clickIdOf,
  contextOf,
  countStatements,
  insertClick,
  insertSample,
  type Sample,
  settleSale,
} from "../../../tests/support/sample.ts";
import { conversionRoutes } from "./conversions.ts";

const HOUR_MS = 3_600_000;
const MONEY = { amount_minor: "1000", currency: "EUR" };

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let key: string;
let foreignKey: string;
let human: string;
let bot: string;
let missing: string;
const now = new Date();

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, conversionRoutes);
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
    foreignKey = (await insertKey(db, (await insertSample(db)).workspaceId)).key;
    const [ada, grace] = sample.affiliates;
    const at = (hours: number) => ({ at: new Date(now.getTime() - hours * HOUR_MS) });
    const counted = await insertClick(db, sample, ada, { ...at(2), velocity: 15 });
    const uncounted = await insertClick(db, sample, grace, { ...at(1), verdict: "bot" });
    [human, bot] = [counted.uuid, uncounted.uuid].map((uuid) => `clk_${uuid.replaceAll("-", "")}`) as [
      string,
      string,
    ];
    missing = clickIdOf(sample.workspaceId, at(1).at).text;
    const context = contextOf(db, sample.workspaceId, now);
    const clickIds = [counted.text, uncounted.text, "forged"];
    await settleSale(context, sample, { externalId: "order/1 ü", clickIds });
    await settleSale(context, sample, { externalId: "no click", clickIds: [] });
    await settleSale(context, sample, { externalId: "early", clickIds: [missing, "forged", counted.text] });
    await approveDueCommissions({ ...context, now: new Date(now.getTime() + HOUR_MS) });
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const get = (path: string, by = key) => api.call("GET", path, by);
const byExternalId = (externalId: string, rest = "") =>
  `/v1/conversions/${encodeURIComponent(`ext:${externalId}`)}${rest}`;

describe("GET /v1/conversions/{id}", () => {
  it("shows a conversion by the merchant's id, whatever characters it has, as by ours", async () => {
    const { status, body } = await get(byExternalId("order/1 ü"));
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^cnv_/),
      object: "conversion",
      external_id: "order/1 ü",
      event: "purchase",
      status: "attributed",
      reason: { code: "attributed", sentence: "A touchpoint earned credit for this conversion." },
      amount: { amount_minor: "10000", currency: "EUR" },
      refunded: { amount_minor: "0", currency: "EUR" },
      occurred_at: now.toISOString(),
      received_at: now.toISOString(),
      decided_at: now.toISOString(),
      commission_ids: [expect.stringMatching(/^com_/)],
    });
    expect((await get(`/v1/conversions/${body.id}`)).body).toEqual(body);
  });

  it.each([
    "/v1/conversions/cnv_00000000000000000000000000",
    "/v1/conversions/nonsense",
    byExternalId("order-9"),
    byExternalId("no\0no"),
    byExternalId(""),
    byExternalId("x".repeat(256)),
    byExternalId("order-9", "/explain"),
  ])("answers 404 for %s", async (path) => {
    const { status, body } = await get(path);
    expect([status, body.error.code]).toEqual([404, "not_found"]);
  });

  it("answers 404 from another workspace", async () => {
    const { body } = await get(byExternalId("order/1 ü"));
    expect((await get(`/v1/conversions/${body.id}`, foreignKey)).status).toBe(404);
    expect((await get(`/v1/conversions/${body.id}/explain`, foreignKey)).status).toBe(404);
    expect((await get(byExternalId("order/1 ü"), foreignKey)).status).toBe(404);
  });
});

describe("GET /v1/conversions", () => {
  it("narrows by status, reason and external id", async () => {
    const found = async (query: string) => (await get(`/v1/conversions?${query}`)).body.data.length;
    expect(await found("")).toBe(3);
    expect(await found("status=received")).toBe(1);
    expect(await found("status=unattributed&reason=no_click")).toBe(1);
    expect(await found("external_id=early&status=attributed")).toBe(0);
  });
});

describe("GET /v1/conversions/{id}/explain", () => {
  it("tells the whole trace from the clicks to the entries in the ledger", async () => {
    const { status, body } = await get(byExternalId("order/1 ü", "/explain"));
    expect(status).toBe(200);
    expect(body.waiting).toBeNull();
    expect(body.conversion).toMatchObject({
      external_id: "order/1 ü",
      click_ids: [expect.any(String), expect.any(String), "forged"],
      customer: { external_id: "customer of order/1 ü", email_sha256: null },
      metadata: { channel: "web" },
      key_id: sample.keyId,
    });
    expect(body.click_problems).toEqual([
      { click_id: "forged", reason: { code: "click_id_malformed", sentence: expect.any(String) } },
    ]);
    const [ada, grace] = sample.affiliates;
    expect(body.touches).toMatchObject([
      { click_id: human, affiliate_id: ada.affiliateId, via: "click_id", is_in: true, why: "eligible" },
      {
        click_id: bot,
        affiliate_id: grace.affiliateId,
        verdict: "bot",
        is_in: false,
        why: "click_by_bot",
      },
    ]);
    expect(body.decision).toMatchObject({
      revision: 1,
      reason: { code: "attributed" },
      policy: { version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/), body: { model: "last_click" } },
    });
    expect(body.credits).toMatchObject([
      { click_id: human, affiliate_id: ada.affiliateId, credit_ppm: 1_000_000 },
    ]);
  });

  it("tells what of the sale plans took off, and where the buyer was, as the merchant said it", async () => {
    const said = { country: "DE", discountMinor: 300n, shippingMinor: 490n, taxMinor: 1_900n };
    await asOwner(database.ownerUrl, (db) =>
      db.update(conversions).set(said).where(eq(conversions.workspaceId, sample.workspaceId)),
    );
    const { body } = await get(byExternalId("order/1 ü", "/explain"));
    expect(body.conversion).toMatchObject({
      country: "DE",
      discount: { amount_minor: "300", currency: "EUR" },
      shipping: { amount_minor: "490", currency: "EUR" },
      tax: { amount_minor: "1900", currency: "EUR" },
    });
  });

  it("tells the fraud score with the evidence of each signal", async () => {
    const { body } = await get(byExternalId("order/1 ü", "/explain"));
    expect(body.fraud).toMatchObject({
      version: 2,
      points: 80,
      threshold: 60,
      is_held: true,
      signals: [
        { code: "verdict_not_counted", points: 40, evidence: expect.stringContaining("bot") },
        { code: "click_velocity", points: 40, evidence: expect.stringContaining("15 clicks") },
      ],
    });
  });

  it("tells the commission, its arithmetic and the journals that booked it", async () => {
    const { body } = await get(byExternalId("order/1 ü", "/explain"));
    expect(body.commissions).toMatchObject([
      {
        plan: { id: sample.planId, version: 1 },
        amount: MONEY,
        status: "held",
        hold_until: now.toISOString(),
      },
    ]);
    expect(body.commissions[0].arithmetic).toMatch(/\S/);
    expect(body.journals).toMatchObject([
      {
        key: `commission:${body.commissions[0].id}:accrued`,
        entries: [
          { account: "merchant_payable", affiliate_id: null, amount: MONEY },
          { account: "affiliate_pending", amount: { amount_minor: "-1000", currency: "EUR" } },
        ],
      },
    ]);
  });

  it("tells the journals in the order in which the money moved, to the end", async () => {
    const paidSample = await asOwner(database.ownerUrl, async (db) => {
      const made = await insertSample(db);
      const context = contextOf(db, made.workspaceId, now);
      for (const [index, affiliate] of made.affiliates.entries()) {
        const click = await insertClick(db, made, affiliate, { at: new Date(now.getTime() - HOUR_MS) });
        await settleSale(context, made, { externalId: `paid-${index}`, clickIds: [click.text] });
      }
      await approveDueCommissions(context);
      for (const batchId of (await preparePayoutBatches(context)).batches) {
        await approveBatch({ ...context, actor: "key:key_other" }, batchId);
        await executeBatch(context, batchId, new FakeProvider());
      }
      return { key: (await insertKey(db, made.workspaceId)).key };
    });
    for (const externalId of ["paid-0", "paid-1"]) {
      const { body } = await get(byExternalId(externalId, "/explain"), paidSample.key);
      const kinds = body.journals.map(({ kind }: { kind: string }) => kind);
      expect(kinds).toEqual(["commission_accrued", "commission_approved", "payout_submitted", "payout_paid"]);
    }
  });

  it("says of an undecided conversion what it waits for and until when", async () => {
    const { body } = await get(byExternalId("early", "/explain"));
    expect(body.conversion).toMatchObject({ status: "received", reason: null, decided_at: null });
    expect(body.waiting).toEqual({
      for: "clicks",
      click_ids: [missing],
      until: new Date(now.getTime() + HOUR_MS).toISOString(),
      next_look_at: expect.any(String),
      looks: 1,
    });
    expect([body.decision, body.fraud, body.touches, body.commissions, body.journals]).toEqual([
      null,
      null,
      [],
      [],
      [],
    ]);
  });

  it("says of an unattributed conversion that nobody earned", async () => {
    const { body } = await get(byExternalId("no click", "/explain"));
    expect(body.decision.reason.code).toBe("no_click");
    expect([body.waiting, body.fraud, body.credits, body.commissions]).toEqual([null, null, [], []]);
  });

  it("says of a credit that earned nothing how that came about", async () => {
    await asOwner(database.ownerUrl, async (db) => {
      const { text } = await insertClick(db, sample, sample.affiliates[0], {
        at: new Date(now.getTime() - 1),
      });
      const small = { externalId: "small", clickIds: [text], amountMinor: 3n };
      await settleSale(contextOf(db, sample.workspaceId, now), sample, small);
    });
    const { body } = await get(byExternalId("small", "/explain"));
    expect([body.decision.reason.code, body.commissions]).toEqual(["commission_zero", []]);
    const [{ touch_id, affiliate_id, program_id, credit_ppm }] = body.credits;
    expect(body.unearned).toEqual([
      {
        ...{ touch_id, affiliate_id, program_id, credit_ppm },
        arithmetic: "10 % of 0.03 EUR = 0.00 EUR",
        trace: expect.objectContaining({
          matches: [{ item: null, rule_id: "rule_1", rules: expect.any(Array) }],
        }),
      },
    ]);
  });

  it("takes as many statements for many touchpoints as for one", async () => {
    const counts = [await statementsOf(1), await statementsOf(12)];
    expect(counts[1]).toBe(counts[0]);
  });
});

/** Explains a sale that names so many clicks, and counts the statements Postgres got for it. */
async function statementsOf(clicksCount: number): Promise<number> {
  const externalId = `of ${clicksCount}`;
  await asOwner(database.ownerUrl, async (db) => {
    const clickIds: string[] = [];
    for (let index = 0; index < clicksCount; index += 1) {
      clickIds.push(
        (await insertClick(db, sample, sample.affiliates[0], { at: new Date(now.getTime() - 1) })).text,
      );
    }
    await settleSale(contextOf(db, sample.workspaceId, now), sample, { externalId, clickIds });
  });
  return countStatements(database.appUrl, async (db) => {
    const explained = await explainConversion(contextOf(db, sample.workspaceId), { externalId });
    expect(explained?.decision?.touches).toHaveLength(clicksCount);
  });
}
