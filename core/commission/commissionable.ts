import { allocate } from "../money/allocate.ts";
import type { Basis } from "./commission-plan.ts";

/** An item as the merchant reported it: `amountMinor` is of the whole line. */
export type ReportedItem = {
  readonly sku: string;
  readonly category: string | null;
  readonly quantity: bigint;
  readonly amountMinor: bigint;
};

/** The sums of a sale, in minor units of its currency. */
export type SaleSums = {
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly shippingMinor: bigint;
  readonly taxMinor: bigint;
  readonly items: readonly ReportedItem[];
};

/** A part of a sale that one rule applies to; without items there is one, of no article. */
export type Line = {
  readonly sku: string | null;
  readonly category: string | null;
  readonly quantity: bigint;
  readonly amountMinor: bigint;
};

/** The amount that earns, and how it came about; plain JSON but for the sum. */
export type Commissionable = {
  readonly amountMinor: bigint;
  readonly lines: readonly Line[];
  readonly trace: Readonly<Record<string, unknown>>;
};

/**
 * The amount of a sale that earns under a basis: the order or the sum of its items, less what the basis takes
 * off, never below nothing. Its lines share it in proportion to the items (largest remainder), so that they
 * sum to it; items of the same article and category are one line. Items that sum to nothing share it evenly.
 */
export function commissionableOf(sale: SaleSums, basis: Basis): Commissionable {
  const items = mergeItems(sale.items);
  const itemsMinor = items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const isOfItems = basis.of === "items" && items.length > 0;
  const wholeMinor = isOfItems ? itemsMinor : sale.amountMinor;
  const parts = { discount: sale.discountMinor, shipping: sale.shippingMinor, tax: sale.taxMinor };
  const rest = basis.less.reduce((left, part) => left - parts[part], wholeMinor);
  const amountMinor = rest > 0n ? rest : 0n;
  const less = Object.fromEntries(basis.less.map((part) => [part, String(parts[part])]));
  const trace = {
    of: isOfItems ? "items" : "order",
    whole_minor: String(wholeMinor),
    less,
    amount_minor: String(amountMinor),
  };
  const lines =
    items.length === 0
      ? [{ sku: null, category: null, quantity: 1n, amountMinor }]
      : spread(items, amountMinor, itemsMinor);
  return { amountMinor, lines, trace };
}

/** The lines of a part of a sale: each line's own part of it. */
export function linesOfPart(lines: readonly Line[], partMinor: bigint): readonly Line[] {
  const wholeMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return spread(lines, partMinor, wholeMinor);
}

function spread(lines: readonly Line[], amountMinor: bigint, wholeMinor: bigint): readonly Line[] {
  const weights = lines.map((line) => (wholeMinor === 0n ? 1n : line.amountMinor));
  const parts = allocate(amountMinor, weights);
  return lines.map((line, index) => ({ ...line, amountMinor: parts[index] ?? 0n }));
}

function mergeItems(items: readonly ReportedItem[]): readonly ReportedItem[] {
  const merged = new Map<string, ReportedItem>();
  for (const item of items) {
    const key = JSON.stringify([item.sku, item.category]);
    const known = merged.get(key);
    merged.set(key, {
      ...item,
      quantity: item.quantity + (known?.quantity ?? 0n),
      amountMinor: item.amountMinor + (known?.amountMinor ?? 0n),
    });
  }
  return [...merged.values()];
}
