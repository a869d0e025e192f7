import { describe, expect, it } from "vitest";
import type { AffiliateId } from "../shared/id.ts";
import { applyCaps } from "./caps.ts";
import type { PlanCap } from "./commission-plan.ts";

const [ADA, GRACE] = ["aff_ada", "aff_grace"] as AffiliateId[] as [AffiliateId, AffiliateId];
const earned = [
  { affiliateId: ADA, amountMinor: 300n },
  { affiliateId: GRACE, amountMinor: 500n },
  { affiliateId: ADA, amountMinor: 100n },
];
const none = () => 0n;
const amounts = (...args: Parameters<typeof applyCaps>) =>
  applyCaps(...args).map(({ amountMinor }) => amountMinor);

describe("a cap", () => {
  it("of a conversion or a customer is of all commissions together", () => {
    const ofSale: PlanCap = { scope: "conversion", amountMinor: 450n };
    const ofCustomer: PlanCap = { scope: "customer", period: "month", amountMinor: 450n };
    expect(amounts([ofSale], earned, none)).toEqual([150n, 250n, 50n]);
    expect(amounts([ofCustomer], earned, none)).toEqual([150n, 250n, 50n]);
  });

  it("of an affiliate is of its own commissions, however many", () => {
    const cap: PlanCap = { scope: "affiliate", period: "month", amountMinor: 200n };
    const asked: (AffiliateId | null)[] = [];
    const used = (_: PlanCap, affiliateId: AffiliateId | null) => {
      asked.push(affiliateId);
      return affiliateId === GRACE ? 50n : 0n;
    };
    expect(amounts([cap], earned, used)).toEqual([150n, 150n, 50n]);
    expect(asked).toEqual([ADA, GRACE]);
  });

  it("leaves nothing where more was used than it allows, and all where it is not reached", () => {
    const cap: PlanCap = { scope: "conversion", amountMinor: 900n };
    expect(amounts([cap], earned, () => 901n)).toEqual([0n, 0n, 0n]);
    expect(amounts([cap], earned, none)).toEqual([300n, 500n, 100n]);
    expect(amounts([cap], [{ affiliateId: ADA, amountMinor: 0n }], () => 900n)).toEqual([0n]);
  });

  it("cuts what the cap before it left, and each is told", () => {
    const caps: PlanCap[] = [
      { scope: "conversion", amountMinor: 450n },
      { scope: "affiliate", period: "quarter", amountMinor: 100n },
    ];
    const used = (cap: PlanCap) => (cap.scope === "affiliate" ? 40n : 0n);
    expect(applyCaps(caps, earned.slice(0, 2), used)[0]).toEqual({
      amountMinor: 60n,
      caps: [
        {
          ...{ scope: "conversion", period: null, cap_minor: "450", used_minor: "0" },
          ...{ before_minor: "300", after_minor: "169" },
        },
        {
          ...{ scope: "affiliate", period: "quarter", cap_minor: "100", used_minor: "40" },
          ...{ before_minor: "169", after_minor: "60" },
        },
      ],
    });
    expect(applyCaps([], earned.slice(0, 1), used)).toEqual([{ amountMinor: 300n, caps: [] }]);
  });
});
