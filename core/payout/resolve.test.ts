import { describe, expect, it } from "vitest";
import { mayMovePayout, PAYOUT_PROVIDERS, PAYOUT_STATUSES } from "./payout-lifecycle.ts";
import { mayResolve, PAYOUT_OUTCOMES } from "./resolve.ts";

describe("what persons say of a payout", () => {
  it.each([
    ["unknown", "csv", "paid", true],
    ["needs_review", "wise", "failed", true],
    ["submitted", "sepa", "failed", true],
    ["submitted", "sepa", "paid", true],
    ["submitted", "wise", "failed", false],
    ["paid", "csv", "returned", true],
    ["paid", "csv", "failed", false],
    ["unknown", "csv", "returned", false],
    ["returned", "csv", "paid", false],
    ["prepared", "csv", "paid", false],
  ] as const)("of one that is %s at %s, that it is %s: %s", (status, provider, outcome, may) => {
    expect(mayResolve({ status, provider, isAsked: false }, outcome)).toBe(may);
  });

  it("is not that it came back while its provider is asked for that", () => {
    const paid = { status: "paid", provider: "wise" } as const;
    expect(mayResolve({ ...paid, isAsked: true }, "returned")).toBe(false);
    expect(mayResolve({ ...paid, isAsked: false }, "returned")).toBe(true);
  });

  it("is always a move that a payout can make", () => {
    for (const status of PAYOUT_STATUSES)
      for (const provider of PAYOUT_PROVIDERS)
        for (const outcome of PAYOUT_OUTCOMES)
          if (mayResolve({ status, provider, isAsked: false }, outcome))
            expect(mayMovePayout(status, outcome), `${status} ${outcome}`).toBe(true);
  });
});
