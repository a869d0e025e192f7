import { describe, expect, it } from "vitest";
import { asksVolumes, type CommissionAction, type PlanRule, type TieredAction } from "./commission-plan.ts";

const rule = (action: CommissionAction): PlanRule => ({ id: "r", when: null, recurringMonths: null, action });
const flat = rule({ kind: "flat", amountMinor: 100n });
const tiered = (period: TieredAction["period"]): PlanRule => {
  const mode = period === "order" ? "per_order" : "marginal";
  return rule({ kind: "tiered", mode, metric: "amount", period, tiers: [] });
};

describe("a plan asks what came before", () => {
  it.each(["month", "quarter", "lifetime"] as const)("where one of its rules has tiers of a %s", (period) => {
    expect(asksVolumes({ rules: [flat, tiered(period), tiered("order")] })).toBe(true);
  });

  it("not where its tiers are of the order alone, nor where it has none", () => {
    for (const rules of [[tiered("order")], [flat], [flat, tiered("order")], []]) {
      expect(asksVolumes({ rules })).toBe(false);
    }
  });
});
