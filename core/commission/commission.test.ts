import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import { BATCH_STATUSES, moveBatch } from "../payout/lifecycle.ts";
import { COMMISSION_STATUSES, moveCommission } from "./lifecycle.ts";
import { type CommissionRule, parsePlan, planBody } from "./plan.ts";

const JPY = "JPY" as Currency;
const percent = (rateBps: bigint): CommissionRule => ({ kind: "percent", rateBps });
const flat: CommissionRule = { kind: "flat", amountMinor: 500n, currency: JPY };

describe("a stored plan", () => {
  it.each([percent(1_050n), flat])("is read back as it was written: %o", (rule) => {
    expect(parsePlan(JSON.parse(JSON.stringify(planBody(rule))))).toEqual(rule);
  });

  it.each([percent(0n), percent(10_000n), { ...flat, amountMinor: 0n }])("has both ends: %o", (rule) => {
    expect(parsePlan(planBody(rule))).toEqual(rule);
  });

  const kind = "a stored plan has a kind";
  const known = "a stored plan has a known kind";
  const bps = "a stored rate is in basis points";
  const whole = "a stored rate is at most the whole";
  const minor = "a stored sum is in minor units";
  it.each<[unknown, string]>([
    [null, kind],
    ["percent", kind],
    [{}, kind],
    [{ kind: "percent", rate_bps: 1.5 }, bps],
    [{ kind: "percent", rate_bps: "100" }, bps],
    [{ kind: "percent", rate_bps: -1 }, whole],
    [{ kind: "percent", rate_bps: 10_001 }, whole],
    [{ kind: "percent" }, known],
    [{ kind: "per_item", rate_bps: 100 }, known],
    [{ kind: "per_item", amount_minor: "1", currency: "EUR" }, known],
    [{ kind: "flat", amount_minor: "1" }, known],
    [{ kind: "flat", currency: "EUR" }, known],
    [{ kind: "flat", amount_minor: 1, currency: "EUR" }, minor],
    [{ kind: "flat", amount_minor: "-1", currency: "EUR" }, minor],
    [{ kind: "flat", amount_minor: "1.5", currency: "EUR" }, minor],
    [{ kind: "flat", amount_minor: "1", currency: "EUX" }, "a stored sum has a currency"],
    [{ kind: "flat", amount_minor: "1", currency: null }, "a stored sum has a currency"],
  ])("is refused as %j", (body, why) => {
    expect(() => parsePlan(body)).toThrow(why);
  });
});

describe("the tables of moves", () => {
  const legal = <S extends string>(all: readonly S[], move: (from: S, to: S) => { ok: boolean }) =>
    all.flatMap((from) => all.filter((to) => from !== to && move(from, to).ok).map((to) => `${from}>${to}`));

  it("let a commission go these ways and no other", () => {
    expect(legal(COMMISSION_STATUSES, moveCommission)).toEqual([
      ...["pending>approved", "pending>held", "pending>reversed", "approved>batched", "approved>reversed"],
      ...["held>approved", "held>reversed", "batched>approved", "batched>paid", "paid>approved"],
    ]);
  });

  it("let a batch go these ways and no other", () => {
    expect(legal(BATCH_STATUSES, moveBatch)).toEqual([
      ...["prepared>approved", "prepared>cancelled", "approved>submitting", "approved>cancelled"],
      ...["submitting>submitted", "submitting>unknown", "submitting>paid", "submitting>failed"],
      ...["submitted>unknown", "submitted>paid", "submitted>failed", "unknown>submitted"],
      ...["unknown>paid", "unknown>failed"],
    ]);
  });

  it("say what became of a move", () => {
    expect(moveCommission("pending", "approved")).toEqual({ ok: true, value: "moved" });
    const illegal = { code: "commission_illegal_move", from: "paid", to: "batched" };
    expect(moveCommission("paid", "batched")).toEqual({ ok: false, error: illegal });
  });

  it("take the same again as a harmless repeat", () => {
    expect(moveCommission("paid", "paid")).toEqual({ ok: true, value: "unchanged" });
    expect(moveBatch("cancelled", "cancelled")).toEqual({ ok: true, value: "unchanged" });
  });
});
