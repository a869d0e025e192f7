import { describe, expect, it } from "vitest";
import { PLAIN_TERMS } from "../commission/plan-body.ts";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId, ProgramId } from "../shared/id.ts";
import { type FormerTerms, type PlanException, planAt, type Terms } from "./terms.ts";

const PROGRAM = "prg_1" as ProgramId;
const ADA = "aff_ada" as AffiliateId;
const JOAN = "aff_joan" as AffiliateId;
const plan = (name: string) => `pln_${name}` as PlanId;
const exception = (name: string | null, fromMs: number, toMs: number | null): PlanException => {
  return { affiliateId: ADA, planId: name === null ? null : plan(name), fromMs, toMs };
};

function termsOf(exceptions: readonly PlanException[], former: readonly FormerTerms[] = []): Terms {
  const program = {
    ...{ programId: PROGRAM, planId: plan("standard"), holdDays: 0, currency: "EUR" as Currency },
    ...{ commissionCurrency: "earned" as const, former, exceptions },
  };
  const version = [{ version: 1, effectiveFromMs: 0, plan: { ...PLAIN_TERMS, rules: [] } }];
  const names = ["standard", "old", "own", "promotion"];
  return {
    programs: new Map([[PROGRAM, program]]),
    plans: new Map(names.map((name) => [plan(name), version])),
  };
}

const planOf = (terms: Terms, atMs: number, affiliateId = ADA) =>
  planAt(terms, { programId: PROGRAM, affiliateId }, atMs)?.planId;

describe("an affiliate's own plan", () => {
  it("applies from its beginning until its end, to that affiliate", () => {
    const terms = termsOf([exception("own", 10, 20)]);
    expect([9, 10, 19, 20].map((at) => planOf(terms, at))).toEqual(
      ["standard", "own", "own", "standard"].map(plan),
    );
    expect(planOf(terms, 15, JOAN)).toBe(plan("standard"));
  });

  it("comes back when one for a time ends", () => {
    const terms = termsOf([exception("own", 10, null), exception("promotion", 20, 30)]);
    expect([15, 20, 29, 30].map((at) => planOf(terms, at))).toEqual(
      ["own", "promotion", "promotion", "own"].map(plan),
    );
  });

  it("is ended by one without a plan, also beyond one for a time", () => {
    const terms = termsOf([
      exception("own", 10, null),
      exception(null, 20, null),
      exception("promotion", 30, 40),
    ]);
    expect([15, 25, 35, 45].map((at) => planOf(terms, at))).toEqual(
      ["own", "standard", "promotion", "standard"].map(plan),
    );
  });
});

describe("a program's plan", () => {
  it("is the one that the program had then", () => {
    const former = [
      { planId: plan("old"), commissionCurrency: "sale" as const, untilMs: 10 },
      { planId: plan("promotion"), commissionCurrency: "sale" as const, untilMs: 20 },
    ];
    const terms = termsOf([], former);
    expect([0, 9, 10, 19, 20].map((at) => planOf(terms, at))).toEqual(
      ["old", "old", "promotion", "promotion", "standard"].map(plan),
    );
    const at = { programId: PROGRAM, affiliateId: ADA };
    expect(planAt(terms, at, 15)?.program.commissionCurrency).toBe("sale");
    expect(planAt(terms, at, 20)?.program.commissionCurrency).toBe("earned");
  });

  it("is none before its first version begins, nor of a program that is not there", () => {
    expect(planOf(termsOf([]), -1)).toBeUndefined();
    expect(planAt(termsOf([]), { programId: "prg_2" as ProgramId, affiliateId: ADA }, 5)).toBeNull();
  });
});
