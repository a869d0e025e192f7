import { describe, expect, it } from "vitest";
import { commissionableOf, linesOfPart, type ReportedItem, type SaleSums } from "./commissionable.ts";

const item = (sku: string, amountMinor: bigint, parts: Partial<ReportedItem> = {}): ReportedItem => ({
  ...{ sku, category: null, quantity: 1n, amountMinor },
  ...parts,
});
const sale = (items: readonly ReportedItem[], parts: Partial<SaleSums> = {}): SaleSums => ({
  ...{ amountMinor: 1_000n, discountMinor: 100n, shippingMinor: 50n, taxMinor: 7n, items },
  ...parts,
});
const ITEMS = [item("mug", 300n), item("pen", 600n)];

describe("the amount that earns", () => {
  it("is of the order where items are asked for and there are none", () => {
    expect(commissionableOf(sale([]), { of: "items", less: [] })).toEqual({
      ...{ amountMinor: 1_000n, lines: [{ sku: null, category: null, quantity: 1n, amountMinor: 1_000n }] },
      trace: { of: "order", whole_minor: "1000", less: {}, amount_minor: "1000" },
    });
  });

  it("is of items or the order, less each part that the basis names", () => {
    expect(commissionableOf(sale(ITEMS), { of: "items", less: ["discount", "tax"] })).toEqual({
      amountMinor: 793n,
      lines: [item("mug", 264n), item("pen", 529n)],
      trace: { of: "items", whole_minor: "900", less: { discount: "100", tax: "7" }, amount_minor: "793" },
    });
    expect(commissionableOf(sale(ITEMS), { of: "order", less: ["shipping"] })).toEqual({
      amountMinor: 950n,
      lines: [item("mug", 317n), item("pen", 633n)],
      trace: { of: "order", whole_minor: "1000", less: { shipping: "50" }, amount_minor: "950" },
    });
  });

  it("is not below nothing", () => {
    const { amountMinor, lines } = commissionableOf(sale(ITEMS, { amountMinor: 99n }), {
      ...{ of: "order", less: ["discount"] },
    });
    expect([amountMinor, lines.map((line) => line.amountMinor)]).toEqual([0n, [0n, 0n]]);
  });

  it("is shared evenly by items that cost nothing", () => {
    const { lines } = commissionableOf(sale([item("a", 0n), item("b", 0n)], { amountMinor: 11n }), {
      ...{ of: "order", less: [] },
    });
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual([6n, 5n]);
  });

  it("has one line for items of the same article and category", () => {
    const items = [
      item("mug", 100n, { quantity: 2n }),
      item("mug", 50n, { category: "kitchen" }),
      item("mug", 200n, { quantity: 3n }),
    ];
    const { lines } = commissionableOf(sale(items, { amountMinor: 350n }), { of: "items", less: [] });
    expect(lines).toEqual([item("mug", 300n, { quantity: 5n }), item("mug", 50n, { category: "kitchen" })]);
  });
});

describe("a part of it", () => {
  it("is shared by its lines as the whole is", () => {
    const lines = [item("a", 30n), item("b", 60n), item("c", 10n)];
    expect(linesOfPart(lines, 55n).map(({ amountMinor }) => amountMinor)).toEqual([17n, 33n, 5n]);
    expect(linesOfPart(lines, 0n).map(({ amountMinor }) => amountMinor)).toEqual([0n, 0n, 0n]);
  });
});
