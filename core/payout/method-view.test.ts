import { describe, expect, it } from "vitest";
import type { PayoutMethod } from "./method.ts";
import { METHOD_WAIT_MS, methodEffectiveMs, methodHint, methodStatuses } from "./method-view.ts";

describe("a payout method", () => {
  it.each<[PayoutMethod, string]>([
    [{ kind: "iban", holder: "Ada", iban: "DE89370400440532013000", bic: null, address: null }, "DE…3000"],
    [{ kind: "stripe", accountId: "acct_1ABCDEFGH" }, "acct_…EFGH"],
    [{ kind: "paypal", email: "ada@affiliates.example" }, "…@affiliates.example"],
    [{ kind: "wise", recipientId: "123456789" }, "…89"],
    [{ kind: "wise", recipientId: "7" }, "…"],
  ])("is told apart by a hint that does not give it away: %j", (method, hint) => {
    expect(methodHint(method)).toBe(hint);
  });

  it("is paid to at once if it is the first, unless the contact is new or a login found money, else 72 hours later", () => {
    const nowMs = 1_000 * 3_600_000;
    const waits = (isFirst: boolean, emailChangedMs: number | null, loginFoundMoney = false) =>
      methodEffectiveMs({ nowMs, isFirst, emailChangedMs, loginFoundMoney }) - nowMs;
    expect(waits(true, null)).toBe(0);
    expect(waits(true, nowMs - METHOD_WAIT_MS)).toBe(0);
    expect(waits(true, nowMs - METHOD_WAIT_MS + 1)).toBe(METHOD_WAIT_MS);
    expect(waits(true, null, true)).toBe(METHOD_WAIT_MS);
    expect(waits(false, null)).toBe(METHOD_WAIT_MS);
  });

  it("is in force from the moment it takes effect, and replaces the one before", () => {
    const made = (id: string, effectiveMs: number, isCancelled = false) => ({
      ...{ id, effectiveAt: new Date(effectiveMs), cancelledAt: isCancelled ? new Date(0) : null },
    });
    const all = [made("old", 1), made("gone", 15, true), made("new", 20)];
    const at = (nowMs: number) => [...methodStatuses(all, nowMs).values()];
    expect(at(19)).toEqual(["in_force", "cancelled", "pending"]);
    expect(at(20)).toEqual(["replaced", "cancelled", "in_force"]);
  });
});
