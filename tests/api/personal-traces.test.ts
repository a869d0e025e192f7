import { beforeAll, describe, expect, it } from "vitest";
import type { Permission } from "../../core/access/permissions.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import { checkEvidence } from "../../core/ledger/evidence-file.ts";
import { planVersions } from "../../db/schema/index.ts";
import { sha256Bytes } from "../../platform/sha256.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { insertKey } from "../support/call-api.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { asOwner, contextOf, insertClick } from "../support/sample.ts";

const shop = apiWithSample();
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** A rule that asks for all that an answer may tell of a customer. */
const RULES = [
  {
    ...{ id: "own", recurringMonths: 12, action: { kind: "percent", ratePpm: 100_000n } },
    when: {
      all: [
        { field: "conversion.metadata", key: "buyer", not_in: ["Grace Hopper"] },
        { field: "conversion.payment", min: 2 },
      ],
    },
  },
] as unknown as CommissionPlan["rules"];

beforeAll(async () => {
  const { sample } = shop;
  await asOwner(shop.database.ownerUrl, async (db) => {
    await db.insert(planVersions).values({
      ...{ workspaceId: sample.workspaceId, planId: sample.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody({ ...PLAIN_TERMS, rules: RULES }), effectiveFrom: new Date(0) },
    });
    const click = await insertClick(db, sample, sample.affiliates[0], { at: daysAgo(5) });
    const customer = { customerExternalId: "c-1", clickIds: [click.text] };
    const reports = [
      { externalId: "first", ...customer, occurredAt: daysAgo(4) },
      { externalId: "second", ...customer, occurredAt: daysAgo(3), metadata: { buyer: "Ada Lovelace" } },
    ];
    const batch = reports.map((each) => saleOf(sample, each));
    await settleConversions(contextOf(db, sample.workspaceId), batch, TEST_HMACS);
  });
});

/** A key of the workspace with these scopes, or of its first affiliate's own. */
const keyOf = async (fields: Parameters<typeof insertKey>[2]): Promise<string> =>
  (await asOwner(shop.database.ownerUrl, (db) => insertKey(db, shop.sample.workspaceId, fields))).key;

const SCOPES: readonly Permission[] = ["conversions:read"];

const explainedTo = async (key: string) => (await shop.get("/v1/conversions/ext:second/explain", key)).body;

/** What `/explain` of the second sale says, to a key of these scopes: as text, and how its rule was asked. */
async function explained(scopes: readonly Permission[]) {
  const key = await keyOf({ scopes });
  const body = await explainedTo(key);
  const [rule] = body.commissions[0].trace.matches[0].rules;
  return { text: JSON.stringify(body), rule };
}

it("the trace of a commission tells whoever may not see personal data nothing of the customer", async () => {
  const { text, rule } = await explained(SCOPES);
  expect(rule).toMatchObject({
    holds: true,
    conditions: {
      all: [
        { field: "conversion.metadata", actual: null, holds: true },
        { field: "conversion.payment", actual: null, holds: true },
      ],
    },
    recurring: { months: 12, first: null, until: null, holds: true },
  });
  expect(text).not.toContain("Lovelace");
  expect(text).not.toContain(daysAgo(4).toISOString().slice(0, 10));
});

it("and tells whoever may", async () => {
  const { rule } = await explained([...SCOPES, "personal:read"]);
  expect(rule).toMatchObject({
    conditions: { all: [{ actual: "Ada Lovelace" }, { actual: "2" }] },
    recurring: { first: expect.stringContaining(daysAgo(4).toISOString().slice(0, 10)) },
  });
});

describe("evidence of a dispute tells nothing of the customer in its traces, and verifies, to", () => {
  let affiliate: string;
  let disputeId: string;
  beforeAll(async () => {
    affiliate = await keyOf({ affiliateId: shop.sample.affiliates[0].affiliateId });
    const [{ id }] = (await explainedTo(shop.key)).commissions;
    const given = { commission_id: id, reason: "amount_wrong", text: "Too little." };
    disputeId = (await shop.post("/v1/portal/disputes", given, affiliate)).body.id;
  });

  /** The evidence, and what its two traces say of the rule. */
  const packOf = async (path: string, key: string) => {
    const { body } = await shop.get(`${path}/${disputeId}/evidence`, key);
    const content = (name: string) =>
      body.pieces.find((piece: { name: string }) => piece.name === name).content;
    const traces = [content("commission").trace, content("explanation").commissions[0].trace];
    expect(checkEvidence(body, sha256Bytes).problems).toEqual([]);
    return { text: JSON.stringify(body), rules: traces.map((trace) => trace.matches[0].rules[0]) };
  };
  const HIDDEN = {
    conditions: { all: [{ actual: null }, { actual: null }] },
    recurring: { months: 12, first: null, until: null, holds: true },
  };

  it.each([
    ["the affiliate", async () => packOf("/v1/portal/disputes", affiliate)],
    ["an agent", async () => packOf("/v1/disputes", await keyOf({ scopes: ["disputes:read"] }))],
  ])("%s", async (_, pack) => {
    const { text, rules } = await pack();
    expect(rules).toMatchObject([HIDDEN, HIDDEN]);
    expect(text).not.toContain("Lovelace");
  });

  it("nobody but who may see it", async () => {
    const { text, rules } = await packOf("/v1/disputes", shop.key);
    expect(rules[0]).toMatchObject({ conditions: { all: [{ actual: "Ada Lovelace" }, { actual: "2" }] } });
    expect(text).toContain("Lovelace");
  });
});
