import { describe, expect, it } from "vitest";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";

const shop = apiWithSample();
const ORDER = { amount_minor: 10_000, currency: "EUR" };
const SUMS = [{ affiliate: "deals", kind: "sale", amount_minor: "1000", currency: "EUR" }];
const percent = (rateBps: number) => ({ rule: { kind: "percent", rate_bps: rateBps } });

const addPlanCase = (planId: string) =>
  shop.post(`/v1/plans/${planId}/cases`, {
    ...{ name: "A tenth", expected: SUMS },
    given: { order: ORDER, credits: [{ affiliate: "deals", credit_ppm: 1_000_000 }] },
  });
const addPolicyCase = (planId: string) =>
  shop.post("/v1/attribution/policies/cases", {
    ...{ name: "A tenth", expected: { sums: SUMS } },
    given: {
      journey: [{ affiliate: "deals", seconds_before_order: 60 }],
      order: ORDER,
      plan: { plan_id: planId },
    },
  });

describe("a case and a version that come at once", () => {
  it.each([
    ["of a plan", addPlanCase],
    ["of the policy", addPolicyCase],
  ])("are held to each other, the case %s", async (_, addCase) => {
    for (let round = 0; round < 4; round += 1) {
      const plan = (await shop.post("/v1/plans", { name: "Plan", ...percent(1_000) })).body;
      const addVersion = shop.post(`/v1/plans/${plan.id}/versions`, percent(2_000));
      const [kept, version] = await Promise.all([addCase(plan.id), addVersion]);
      expect(kept.status).toBe(201);
      // Whichever came first: the version is refused by the case, or the case is told that it does not hold.
      expect([kept.body.outcome.passes, version.status]).toEqual(
        version.status === 409 ? [true, 409] : [false, 201],
      );
    }
  });
});
