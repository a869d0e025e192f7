import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId } from "../shared/id.ts";
import type { PlanRule } from "./commission-plan.ts";
import type { Line } from "./commissionable.ts";
import { type Answers, askCondition, type ConditionLeaf } from "./condition.ts";
import { matchRules } from "./match-rules.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const ABOUT = {
  conversion: {
    ...{ event: "purchase", currency: "EUR" as Currency, amountMinor: 500n, occurredAtMs: 5_000 },
    ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, items: [] },
    ...{ couponCode: null, country: null, metadata: {} },
  },
  traits: {
    ...{ affiliateId: "aff_a" as AffiliateId, group: null, tier: null, class: "content" },
    ...{ country: null, tags: [] },
  },
  customer: { conversionsBefore: 0, firstConvertedAtMs: null },
};
const line = (sku: string): Line => ({ sku, category: "c", quantity: 1n, amountMinor: 100n });
const rule = (id: string, when: PlanRule["when"]): PlanRule => ({
  ...{ id, when, recurringMonths: null, action: { kind: "percent", ratePpm: 1n } },
});
const match = (rules: readonly PlanRule[], lines: readonly Line[]) =>
  matchRules({ ...PLAIN_TERMS, rules }, lines, ABOUT);
const MUG: ConditionLeaf = { field: "item.sku", in: ["mug"] };
const EVENT: ConditionLeaf = { field: "conversion.event", in: ["purchase"] };

describe("rules", () => {
  it("are asked once where none asks of items, for all lines", () => {
    const { matched, trace } = match([rule("a", EVENT), rule("b", null)], [line("mug"), line("pen")]);
    expect(matched.map((each) => [each.rule.id, each.lines])).toEqual([["a", [0, 1]]]);
    expect(trace).toMatchObject([{ item: null, rule_id: "a", rules: [{ holds: true }, { holds: true }] }]);
  });

  it("are asked line by line where any asks of items beside others", () => {
    const rules = [rule("a", { all: [EVENT, MUG] }), rule("b", EVENT)];
    const { matched } = match(rules, [line("pen"), line("mug"), line("pad")]);
    expect(matched.map((each) => [each.rule.id, each.lines])).toEqual([
      ["a", [1]],
      ["b", [0, 2]],
    ]);
    expect(match([rule("a", { all: [EVENT, MUG] })], [line("pen")])).toMatchObject({
      ...{ matched: [], trace: [{ item: { sku: "pen", category: "c" }, rule_id: null }] },
    });
  });

  it("know no article where they are not asked by item", () => {
    expect(match([], [line("mug")])).toEqual({
      matched: [],
      trace: [{ item: null, rule_id: null, rules: [] }],
    });
  });

  it("apply to every line, also those whose answers are not kept", () => {
    const lines = Array.from({ length: 3_000 }, () => line("pen"));
    const { matched, trace } = match([rule("a", MUG), rule("b", null)], lines);
    expect(matched.map((each) => [each.rule.id, each.lines.length])).toEqual([["b", 3_000]]);
    expect(trace.at(-1)).toMatchObject({ rule_id: "b", rules: [] });
  });

  it("keep the answers of the first line, however many they are", () => {
    const rules = Array.from({ length: 3_000 }, (_, index) => rule(`r${index}`, MUG));
    const [first, second] = match(rules, [line("pen"), line("mug")]).trace;
    expect(first).toMatchObject({ rule_id: null, rules: { length: 3_000 } });
    expect(second).toMatchObject({ rule_id: "r0", rules: [] });
  });

  it("need a line", () => {
    expect(() => match([rule("a", null)], [])).toThrow("a sale has at least one line");
  });
});

describe("a question", () => {
  const answers: Answers = {
    texts: {
      ...{
        "affiliate.id": "a",
        "affiliate.group": null,
        "affiliate.tier": null,
        "affiliate.class": "content",
      },
      ...{ "affiliate.country": null, "affiliate.tags": [], "conversion.event": "purchase" },
      ...{ "conversion.currency": "EUR", "conversion.coupon": null, "conversion.country": null },
      ...{ "conversion.customer": "new", "item.sku": null, "item.category": null },
    },
    numbers: { "conversion.amount_minor": 500n, "conversion.payment": 1n },
    metadata: { shop: "berlin" },
    occurredAtMs: Date.UTC(2026, 10, 20),
  };
  const at = { field: "conversion.occurred_at" } as const;
  const [day, next] = ["2026-11-20T00:00:00Z", "2026-11-20T00:00:01Z"];

  it.each<[ConditionLeaf, unknown, boolean]>([
    [{ ...at, from: day }, "2026-11-20T00:00:00.000Z", true],
    [{ ...at, from: next }, "2026-11-20T00:00:00.000Z", false],
    [{ ...at, to: next }, "2026-11-20T00:00:00.000Z", true],
    [{ ...at, to: day }, "2026-11-20T00:00:00.000Z", false],
    [{ ...at, from: day, to: next }, "2026-11-20T00:00:00.000Z", true],
    [at, "2026-11-20T00:00:00.000Z", true],
    [{ field: "conversion.amount_minor", min: "500", max: "500" }, "500", true],
    [{ field: "conversion.payment" }, "1", true],
    [{ field: "conversion.metadata", key: "shop", in: ["berlin"] }, "berlin", true],
    [{ field: "conversion.metadata", key: "city", in: ["berlin"] }, null, false],
    [{ field: "affiliate.group", not_in: ["gold"] }, null, true],
    [{ field: "affiliate.group", in: ["gold"] }, null, false],
    [{ field: "affiliate.tags", in: ["a"] }, [], false],
    [{ field: "conversion.coupon", in: ["spring"] }, null, false],
    [{ field: "conversion.coupon", not_in: ["spring"] }, null, true],
  ])("%j is answered with what is so, %j: %s", (leaf, actual, holds) => {
    expect(askCondition(leaf, answers)).toEqual({ ...leaf, actual, holds });
  });

  it.each([
    [["spring"], true],
    [["summer", "SPRING"], true],
    [["summer"], false],
  ])("about a code is answered whatever its case: %j", (codes, holds) => {
    const texts = { ...answers.texts, "conversion.coupon": "Spring" };
    const leaf: ConditionLeaf = { field: "conversion.coupon", in: codes };
    expect(askCondition(leaf, { ...answers, texts })).toEqual({ ...leaf, actual: "Spring", holds });
  });

  it("of several is answered by all of them", () => {
    const [yes, no] = [EVENT, MUG].map((leaf) => askCondition(leaf, answers));
    expect(askCondition({ any: [MUG, EVENT] }, answers)).toEqual({ any: [no, yes], holds: true });
    expect(askCondition({ any: [MUG] }, answers)).toEqual({ any: [no], holds: false });
    expect(askCondition({ all: [EVENT, MUG] }, answers)).toEqual({ all: [yes, no], holds: false });
    expect(askCondition({ all: [EVENT] }, answers)).toEqual({ all: [yes], holds: true });
  });
});
