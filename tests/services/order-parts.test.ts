import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { conversionMessage } from "../../contracts/conversion.ts";
import { calculate } from "../../core/commission/calculate-plan.ts";
import { PLAIN_TERMS, parsePlanBody, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import { parseFacts } from "../../core/settlement/stored-facts.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import * as schema from "../../db/schema/index.ts";
import { acceptedConversion } from "../../functions/accept-conversion.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { settleConversion } from "../../services/conversions/settle-conversion.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { asOwner, contextOf, insertClick, insertSample } from "../support/sample.ts";

const KEYS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));
const EUR = "EUR" as Currency;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** 15 % of kitchen ware and 5 % of the rest to buyers in Austria, of the items less discount and tax. */
const PLAN = {
  ...{ ...PLAIN_TERMS, currency: EUR, basis: { of: "items", less: ["discount", "tax"] } as const },
  caps: [{ scope: "affiliate", period: "month", amountMinor: 1_500n } as const],
  rules: [
    {
      ...{ id: "kitchen", recurringMonths: null, action: { kind: "percent", ratePpm: 150_000n } as const },
      when: {
        all: [
          { field: "item.category", in: ["kitchen"] } as const,
          { field: "conversion.country", in: ["AT"] } as const,
        ],
      },
    },
    {
      ...{ id: "rest", when: null, recurringMonths: null },
      action: { kind: "percent", ratePpm: 50_000n } as const,
    },
  ],
};

it("earn by what the merchant said of them, and what a decision kept works out to the same minor units", async () => {
  await asOwner(database.ownerUrl, async (db) => {
    const sample = await insertSample(db);
    const context = contextOf(db, sample.workspaceId);
    const { workspaceId, planId } = sample;
    const version = { workspaceId, planId, version: 2, hash: "h", effectiveFrom: new Date(1) };
    await db.insert(schema.planVersions).values({ ...version, body: planRulesBody(PLAN) });
    const click = await insertClick(db, sample, sample.affiliates[0], { at: new Date(Date.now() - 60_000) });
    const report = (external: string) =>
      conversionMessage.parse({
        ...{ v: 1, id: `cnv_${external}`, workspace_id: workspaceId, key_id: sample.keyId, request_id: "r" },
        ...{ fingerprint: "0".repeat(64), received_at_ms: Date.now() },
        request: {
          ...{
            external_id: external,
            event: "sale",
            click_id: click.text,
            amount_minor: "12345",
            currency: "EUR",
          },
          ...{ shipping_minor: "500", tax_minor: 600, discount_minor: "400", country: "AT" },
          items: [
            { sku: "mug", category: "kitchen", quantity: 2, amount_minor: "6000" },
            { sku: "pen", quantity: 1, amount_minor: "5000" },
          ],
        },
      });
    await settleConversion(context, acceptedConversion(report("one")), KEYS);
    await settleConversion(context, acceptedConversion(report("two")), KEYS);
    const rows = await db
      .select({ commission: schema.commissions, inputs: schema.decisions.commissionInputs })
      .from(schema.commissions)
      .innerJoin(
        schema.decisions,
        and(
          eq(schema.decisions.workspaceId, schema.commissions.workspaceId),
          eq(schema.decisions.id, schema.commissions.decisionId),
        ),
      )
      .orderBy(schema.commissions.conversionId);
    // 11,000 less 1,000 is 10,000: 5,455 at 15 % and 4,545 at 5 %, 1,045.5; the cap leaves 454 of the second.
    expect(rows.map(({ commission }) => commission.amountMinor)).toEqual([1_046n, 454n]);
    const body = planRulesBody(PLAN);
    for (const { commission, inputs } of rows) {
      const again = calculate({
        conversion: {
          ...{ event: "sale", currency: EUR, amountMinor: 12_345n, shippingMinor: 500n, taxMinor: 600n },
          ...{ discountMinor: 400n, country: "AT", couponCode: null, metadata: {}, occurredAtMs: Date.now() },
          items: [
            { sku: "mug", category: "kitchen", quantity: 2n, amountMinor: 6_000n },
            { sku: "pen", category: null, quantity: 1n, amountMinor: 5_000n },
          ],
        },
        credits: [{ position: 0, affiliateId: commission.affiliateId, creditPpm: 1_000_000 }],
        termsOf: () => ({ planId, planVersion: 2, plan: parsePlanBody(JSON.parse(JSON.stringify(body))) }),
        facts: parseFacts(inputs),
      });
      expect(again.commissions).toMatchObject([
        { amountMinor: commission.amountMinor, trace: commission.trace },
      ]);
    }
  });
});
