import { describe, expect, it } from "vitest";
import type { ChangeId, CommissionId } from "../shared/id.ts";
import { applyChanges, type RecordedChange, type SoldCommission } from "./apply-changes.ts";

const SALE = { amountMinor: 10_000n, items: [{ sku: "mug", quantity: 2, amountMinor: 10_000n }] };
const change = (
  id: string,
  amountMinor: bigint | null,
  parts: Partial<RecordedChange> = {},
): RecordedChange => ({
  ...{ id: id as ChangeId, externalId: id, kind: "refund", status: "parked", amountMinor },
  ...{ items: null, chargebackExternalId: null, ...parts },
});
const commission = (
  id: string,
  amountMinor: bigint,
  parts: Partial<SoldCommission> = {},
): SoldCommission => ({
  ...{ id: id as CommissionId, amountMinor, status: "pending", reversedFrom: null },
  ...{ reducedMinor: 0n, carriedMinor: 0n, ...parts },
});
const apply = (
  changes: readonly RecordedChange[],
  commissions = [commission("a", 1_000n), commission("b", 501n, { status: "paid" })],
  sale: typeof SALE = SALE,
) => applyChanges({ sale, changes, commissions });
const standing = (id: string, amountMinor: bigint, parts: Partial<SoldCommission> = {}) => {
  const { id: _, ...rest } = commission(id, amountMinor, parts);
  return rest;
};

describe("changes of a sale", () => {
  it("are applied one after the other, each beside those before", () => {
    const given = apply([change("1", 2_500n), change("2", 2_500n)]);
    expect(given.applied).toEqual([
      {
        ...{ id: "1", problem: null, refundedMinor: 2_500n },
        adjustments: [
          { commissionId: "a", before: standing("a", 1_000n), unpaidMinor: -250n, carriedMinor: 0n },
          {
            ...{ commissionId: "b", before: standing("b", 501n, { status: "paid" }) },
            ...{ unpaidMinor: 0n, carriedMinor: -125n },
          },
        ],
      },
      {
        ...{ id: "2", problem: null, refundedMinor: 5_000n },
        adjustments: [
          {
            ...{ commissionId: "a", before: standing("a", 1_000n, { reducedMinor: 250n }) },
            ...{ unpaidMinor: -250n, carriedMinor: 0n },
          },
          {
            ...{ commissionId: "b", before: standing("b", 501n, { status: "paid", carriedMinor: -125n }) },
            ...{ unpaidMinor: 0n, carriedMinor: -126n },
          },
        ],
      },
    ]);
    expect(given.commissions).toEqual([
      commission("a", 1_000n, { reducedMinor: 500n }),
      commission("b", 501n, { status: "paid", carriedMinor: -251n }),
    ]);
    expect(given.refundedMinor).toBe(5_000n);
  });

  it("count with those applied before, which are not applied again, and not with those refused", () => {
    const changes = [
      change("1", 2_500n, { status: "applied" }),
      change("2", 5_000n, { status: "refused" }),
      change("3", 2_500n),
    ];
    const given = apply(changes, [commission("a", 1_000n, { reducedMinor: 250n })]);
    expect(given.applied).toMatchObject([
      { id: "3", refundedMinor: 5_000n, adjustments: [{ commissionId: "a", unpaidMinor: -250n }] },
    ]);
    expect(given.commissions).toEqual([commission("a", 1_000n, { reducedMinor: 500n })]);
    expect(apply(changes.slice(0, 2))).toMatchObject({ applied: [], refundedMinor: 2_500n });
  });

  it("that cannot be change nothing", () => {
    const cup = change("1", null, { items: [{ sku: "cup", quantity: 1 }] });
    const given = apply([cup, change("2", 5_000n)], [commission("a", 1_000n)]);
    expect(given.applied).toMatchObject([
      { id: "1", problem: "unknown_item", refundedMinor: 0n, adjustments: [] },
      { id: "2", problem: null, refundedMinor: 5_000n, adjustments: [{ unpaidMinor: -500n }] },
    ]);
    expect(given.refundedMinor).toBe(5_000n);
    const items = ["cup", "mug"].map((sku) => ({ sku, quantity: 1 }));
    expect(apply([change("1", null, { items })]).refundedMinor).toBe(0n);
  });

  it("of a sale of nothing give no sum back, and all of what it earned", () => {
    const lead = { amountMinor: 0n, items: [] };
    const given = apply([change("1", null, { kind: "cancel" })], [commission("a", 300n)], lead);
    expect(given).toMatchObject({
      ...{ refundedMinor: 0n, applied: [{ refundedMinor: 0n, adjustments: [{ unpaidMinor: -300n }] }] },
      commissions: [{ status: "reversed", reversedFrom: "pending", reducedMinor: 300n }],
    });
  });
});
