import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId } from "../shared/id.ts";
import type { PlanRule } from "./commission-plan.ts";
import type { Line } from "./commissionable.ts";
import type { Condition } from "./condition.ts";
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
  customer: { conversionsBefore: 1, firstConvertedAtMs: 0 },
};
const line = (sku: string): Line => ({ sku, category: "c", quantity: 1n, amountMinor: 100n });
const rule = (id: string, when: PlanRule["when"], recurringMonths: number | null = null): PlanRule => ({
  ...{ id, when, recurringMonths, action: { kind: "percent", ratePpm: 1n } },
});
const asks = (sku: string): Condition => ({ field: "item.sku", in: [sku] });

type Traced = { readonly rule_id: string | null; readonly rules: readonly unknown[] };
const match = (rules: readonly PlanRule[], lines: readonly Line[]) => {
  const { matched, trace } = matchRules({ ...PLAIN_TERMS, rules }, lines, ABOUT);
  return { matched, trace: trace as readonly Traced[] };
};

describe("the trace of a sale of many lines", () => {
  const rules = Array.from({ length: 100 }, (_, index) =>
    rule(`r${index}`, { any: Array.from({ length: 4 }, () => asks(`s${index}`)) }),
  );
  const lines = Array.from({ length: 200 }, (_, index) => line(`s${index}`));

  it("has every answer of the first lines, and of the others the rule they fall under", () => {
    const { trace, matched } = match(rules, lines);
    expect(trace.map(({ rules: answers }) => answers.length)).toEqual(
      lines.map((_, nth) => (nth < 2 ? 100 : 0)),
    );
    expect(trace.map(({ rule_id }) => rule_id)).toEqual(
      lines.map((_, nth) => (nth < 100 ? `r${nth}` : null)),
    );
    expect(matched.map((each) => each.lines)).toEqual(rules.map((_, nth) => [nth]));
  });

  it("stays small at the most that a plan and an order may be", () => {
    expect(JSON.stringify(match(rules, lines).trace).length).toBeLessThan(200_000);
  });
});

it("finds for a line that is not traced the rule that it finds for the same line first", () => {
  const leaf = fc.constantFrom("a", "b", "c").map(asks);
  const { when } = fc.letrec<{ when: Condition }>((tie) => ({
    when: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("when"), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie("when"), { maxLength: 3 }).map((any) => ({ any })),
    ),
  }));
  const rules = fc.array(fc.tuple(when, fc.constantFrom(null, 0, 1)), { minLength: 1, maxLength: 5 });
  void fc.assert(
    fc.property(rules, fc.constantFrom("a", "b", "c"), (given, sku) => {
      const own = given.map(([condition, months], nth) => rule(`r${nth}`, condition, months));
      const filler = Array.from({ length: 1_000 }, () => asks("none"));
      const plan = [rule("filler", { all: filler }), ...own, rule("last", asks("none"))];
      const [alone] = match(plan, [line(sku)]).trace;
      const [, second] = match(plan, [line("d"), line(sku)]).trace;
      expect(second).toMatchObject({ rule_id: alone?.rule_id, rules: [] });
    }),
  );
});
