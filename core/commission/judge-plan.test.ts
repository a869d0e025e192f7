import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { Bonus, CommissionAction, CommissionPlan, PlanRule, TieredAction } from "./commission-plan.ts";
import type { Condition, ConditionLeaf } from "./condition.ts";
import { judgePlan } from "./judge-plan.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const EUR = "EUR" as Currency;
const PERCENT: CommissionAction = { kind: "percent", ratePpm: 100_000n };
const BONUS: Bonus = { id: "b", metric: "amount", period: "month", threshold: 1n, amountMinor: 1n };
const GROUP: ConditionLeaf = { field: "affiliate.group", in: ["a"] };
const rule = (parts: Partial<PlanRule> = {}): PlanRule => ({
  ...{ id: "r", when: null, recurringMonths: null, action: PERCENT },
  ...parts,
});
const problems = (parts: Partial<CommissionPlan>) =>
  judgePlan({ ...PLAIN_TERMS, currency: EUR, rules: [rule()], ...parts });
const ofCondition = (when: Condition) => problems({ rules: [rule({ when })] });
const tiered = (parts: Partial<TieredAction>): TieredAction => ({
  ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "month" },
  tiers: [
    { from: 0n, ratePpm: 100_000n },
    { from: 100n, ratePpm: 50_000n },
  ],
  ...parts,
});
const ofTiers = (parts: Partial<TieredAction>, when: Condition | null = null) =>
  problems({ rules: [rule({ action: tiered(parts), when })] });

describe("a plan without a currency", () => {
  const required = [{ param: "currency", message: "is required, since the plan names sums" }];

  it.each<[string, Partial<CommissionPlan>]>([
    ["a minimum order", { minimumOrderMinor: 0n }],
    ["a cap", { caps: [{ scope: "conversion", amountMinor: 1n }] }],
    ["a bonus", { bonuses: [BONUS] }],
    ["a flat sum", { rules: [rule(), rule({ id: "s", action: { kind: "flat", amountMinor: 1n } })] }],
    ["a sum of each item", { rules: [rule({ action: { kind: "per_item", amountMinor: 1n } })] }],
    ["tiers of amounts", { rules: [rule({ action: tiered({}) })] }],
  ])("may not name %s", (_, parts) => {
    expect(problems({ ...parts, currency: null })).toEqual(required);
    expect(problems(parts)).toEqual([]);
  });

  it("may have rates, and tiers of conversions", () => {
    expect(problems({ currency: null })).toEqual([]);
    const action = tiered({ metric: "conversions" });
    expect(problems({ currency: null, rules: [rule({ action })] })).toEqual([]);
  });
});

describe("ids", () => {
  it("are each rule's and each bonus's own", () => {
    expect(problems({ rules: [rule(), rule({ id: "s" }), rule()], bonuses: [BONUS, BONUS] })).toEqual([
      { param: "rules[2].id", message: "is the id of an earlier one" },
      { param: "bonuses[1].id", message: "is the id of an earlier one" },
    ]);
    expect(problems({ rules: [rule({ id: "b" })], bonuses: [BONUS] })).toEqual([]);
  });
});

describe("a sum of each item", () => {
  const ofItem = (amountMinor: bigint) =>
    problems({ rules: [rule({ action: { kind: "per_item", amountMinor } })] });

  it("is no larger than what the items of an order may come to", () => {
    expect(ofItem(1_000_000_000n)).toEqual([]);
    expect(ofItem(1_000_000_001n)).toEqual([
      { param: "rules[0].action.amount_minor", message: "must not be above 1000000000 of an item" },
    ]);
    expect(problems({ rules: [rule({ action: { kind: "flat", amountMinor: 1_000_000_001n } })] })).toEqual(
      [],
    );
  });
});

describe("a rule that rates a whole period", () => {
  const whole = (parts: Partial<PlanRule> = {}) =>
    rule({
      id: "whole",
      action: tiered({ mode: "whole_period", tiers: [{ from: 0n, ratePpm: 1n }] }),
      ...parts,
    });
  const sale: Condition = { field: "conversion.country", in: ["DE"] };
  const tier: Condition = { field: "affiliate.tier", in: ["gold"] };

  it.each<[string, PlanRule[]]>([
    ["alone", [whole()]],
    ["before others", [whole(), rule({ when: sale }), rule({ id: "s", recurringMonths: 1 })]],
    ["after what asks of the affiliate alone", [rule({ when: tier }), whole()]],
    ["recurring, as the last", [rule({ when: tier }), whole({ recurringMonths: 3 })]],
    [
      "where it rates each order by itself",
      [rule({ when: sale }), rule({ id: "m", action: tiered({}) }), rule({ id: "s" })],
    ],
  ])("may stand %s", (_, rules) => {
    expect(problems({ rules })).toEqual([]);
  });

  it.each<[string, PlanRule[], string, string]>([
    ["what asks of the sale", [rule({ when: sale }), whole()], "rules[1]", "must be before rules[0]"],
    [
      "what ends",
      [rule({ when: tier }), rule({ id: "s", recurringMonths: 1 }), whole()],
      "rules[2]",
      "rules[1]",
    ],
  ])("stands before %s", (_, rules, param, message) => {
    expect(problems({ rules })).toEqual([{ param, message: expect.stringContaining(message) }]);
  });

  it("that recurs is the last", () => {
    expect(problems({ rules: [whole({ recurringMonths: 3 }), rule()] })).toEqual([
      {
        param: "rules[0]",
        message: "must be the last, since orders that it pays no more would fall to the next",
      },
    ]);
  });
});

describe("a bonus", () => {
  it("is of something, at something", () => {
    const [none, free] = [
      { ...BONUS, threshold: 0n },
      { ...BONUS, id: "c", amountMinor: 0n },
    ];
    expect(problems({ bonuses: [none, free] })).toEqual([
      { param: "bonuses[0].threshold", message: "must be above 0" },
      { param: "bonuses[1].amount_minor", message: "must be above 0" },
    ]);
  });
});

describe("a condition", () => {
  const nested = (depth: number, leaf: Condition): Condition =>
    depth === 0 ? leaf : depth % 2 ? { all: [nested(depth - 1, leaf)] } : { any: [nested(depth - 1, leaf)] };

  it("lies in five groups at most", () => {
    expect(ofCondition(nested(5, GROUP))).toEqual([]);
    expect(ofCondition(nested(6, GROUP))).toEqual([
      {
        param: "rules[0].when.any[0].all[0].any[0].all[0].any[0]",
        message: "must not lie deeper than 5 groups",
      },
    ]);
  });

  it.each<[ConditionLeaf, string | null]>([
    [{ field: "conversion.amount_minor", min: "10", max: "9" }, "max must not be below min"],
    [{ field: "conversion.amount_minor", min: "9", max: "10" }, null],
    [{ field: "conversion.amount_minor", min: "9", max: "9" }, null],
    [{ field: "conversion.amount_minor", min: "9" }, null],
    [{ field: "conversion.amount_minor", max: "9" }, null],
    [
      { field: "conversion.occurred_at", from: "2026-11-20T00:00:00Z", to: "2026-11-20T01:00:00+01:00" },
      "to must be after from",
    ],
    [
      { field: "conversion.occurred_at", from: "2026-11-21T00:00:00Z", to: "2026-11-20T00:00:00Z" },
      "to must be after from",
    ],
    [{ field: "conversion.occurred_at", from: "2026-11-20T00:00:00Z", to: "2026-11-20T00:00:01Z" }, null],
    [{ field: "conversion.occurred_at", from: "2026-11-20T00:00:00Z" }, null],
    [{ field: "conversion.occurred_at", to: "2026-11-20T00:00:00Z" }, null],
  ])("of a span can hold: %j", (leaf, problem) => {
    const told = ofCondition({ all: [GROUP, leaf] });
    expect(told.map(({ param, message }) => `${param} ${message}`)).toEqual(
      problem === null ? [] : [`rules[0].when.all[1].${problem}`],
    );
  });
});

describe("tiers", () => {
  const falling = tiered({}).tiers;
  const rising = [...falling].reverse().map(({ ratePpm }, index) => ({ from: BigInt(index), ratePpm }));

  it.each<[string, Partial<TieredAction>, readonly string[]]>([
    ["of parts", {}, []],
    ["of parts of an order", { period: "order" }, []],
    ["of orders", { mode: "per_order", period: "order" }, []],
    ["of orders in a month", { mode: "per_order" }, ["period must be order, since it rates orders"]],
    ["of a whole period", { mode: "whole_period", tiers: rising }, []],
    [
      "of a whole order",
      { mode: "whole_period", tiers: rising, period: "order" },
      ["period must be a period, which it rates"],
    ],
    ["of the conversions of a month", { metric: "conversions" }, []],
    [
      "of the conversions of an order",
      { metric: "conversions", period: "order" },
      ["metric must be amount for an order"],
    ],
    [
      "that begin above nothing",
      { tiers: [{ from: 1n, ratePpm: 1n }] },
      ["tiers[0].from must be 0 in the first tier"],
    ],
    [
      "that do not rise",
      { tiers: [...falling, ...falling.slice(1), { from: 99n, ratePpm: 1n }] },
      [2, 3].map((index) => `tiers[${index}].from must be above that of the tier before`),
    ],
    [
      "of a whole period that pay less for more",
      { mode: "whole_period", tiers: falling },
      ["tiers[1].rate_ppm must not be below that of the tier before, since it rates a whole period"],
    ],
    [
      "of a whole period that pay the same for more",
      { mode: "whole_period", tiers: falling.map(({ from }) => ({ from, ratePpm: 1n })) },
      [],
    ],
  ])("%s are judged", (_, parts, expected) => {
    expect(ofTiers(parts).map(({ param, message }) => `${param} ${message}`)).toEqual(
      expected.map((each) => `rules[0].action.${each}`),
    );
  });

  it("of a whole period may hang on the affiliate alone", () => {
    const event: ConditionLeaf = { field: "conversion.event", in: ["purchase"] };
    const whole = { mode: "whole_period", tiers: rising } as const;
    expect(ofTiers(whole, GROUP)).toEqual([]);
    expect(ofTiers(whole, { any: [GROUP, event] })).toEqual([
      { param: "rules[0].when", message: "may ask only of the affiliate, since it rates a whole period" },
    ]);
    expect(ofTiers({}, event)).toEqual([]);
    expect(ofCondition(event)).toEqual([]);
  });
});

describe("a plan", () => {
  it("asks 500 questions at most, over all rules", () => {
    const asking = (count: number, id: string) =>
      rule({ id, when: { any: Array.from({ length: count }, () => GROUP) } });
    expect(problems({ rules: [asking(250, "a"), rule(), asking(250, "b")] })).toEqual([]);
    expect(problems({ rules: [asking(250, "a"), rule(), asking(251, "b")] })).toEqual([
      { param: "rules", message: "must not ask more than 500 questions in all" },
    ]);
  });
});
