import { divideHalfUp } from "../money/money.ts";
import { assert } from "../shared/assert.ts";

export const CHANGE_KINDS = ["refund", "cancel", "chargeback", "chargeback_won"] as const;
/** What may happen to a sale after it was reported. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A line of a sale: what was bought of an article, and its price in all. */
export type SaleItem = { readonly sku: string; readonly quantity: number; readonly amountMinor: bigint };

/** A sale as it was reported, in minor units of its currency. */
export type Sale = { readonly amountMinor: bigint; readonly items: readonly SaleItem[] };

/** What was given back of an article: a sum, or else so many pieces of it at their price. */
export type RefundedItem =
  | { readonly sku: string; readonly amountMinor: bigint }
  | { readonly sku: string; readonly quantity: number };

/** One change of a sale. With neither a sum nor items it is of the whole sale. */
export type SaleChange = {
  /** The merchant's own id of it. */
  readonly externalId: string;
  readonly kind: ChangeKind;
  readonly amountMinor: bigint | null;
  readonly items: readonly RefundedItem[] | null;
  /** Of a chargeback that was won: the merchant's id of the chargeback. */
  readonly chargebackExternalId: string | null;
};

/** How much of a sale was given back, as a fraction. */
export type RefundedPart = { readonly partMinor: bigint; readonly wholeMinor: bigint };

/** Why a change of a sale cannot be: it names an article that the sale does not have. */
export type ChangeProblem = "unknown_item";

/** Says what is wrong with a change of this sale, or null. */
export function judgeChange(sale: Sale, change: SaleChange): ChangeProblem | null {
  const skus = new Set(sale.items.map(({ sku }) => sku));
  return (change.items ?? []).every(({ sku }) => skus.has(sku)) ? null : "unknown_item";
}

/**
 * How much of a sale its changes have given back, capped at the sale. It follows from which changes there
 * are and not from their order: sums are added, pieces of an article are counted before they are priced
 * (half up), and a chargeback that was won counts as far as it was not won back, whichever came first.
 *
 * A sale of nothing, such as a lead, is given back by a change of the whole of it and by no other.
 */
export function refundedPart(sale: Sale, changes: readonly SaleChange[]): RefundedPart {
  const sums = changes.map((change) => sumOf(sale, change, changes));
  if (sale.amountMinor === 0n) {
    const isWhole = changes.some(
      (change, index) => isOfWhole(change) && change.kind !== "chargeback_won" && sums[index] !== null,
    );
    return { partMinor: isWhole ? 1n : 0n, wholeMinor: 1n };
  }
  const given = sums.reduce<bigint>((sum, each) => sum + (each ?? 0n), itemsMinor(sale, changes));
  return { partMinor: least(given, sale.amountMinor), wholeMinor: sale.amountMinor };
}

/**
 * How much of a commission is reversed once that part of its sale was given back: in proportion, half up,
 * of all that was given back so far. So the steps never drift, and the whole sale reverses exactly all of it
 * (docs/refunds.md).
 */
export function reversedMinor(commissionMinor: bigint, { partMinor, wholeMinor }: RefundedPart): bigint {
  assert(partMinor >= 0n && partMinor <= wholeMinor, "no more than the sale is given back");
  return divideHalfUp(commissionMinor * partMinor, wholeMinor);
}

const isOfWhole = ({ amountMinor, items }: SaleChange): boolean => amountMinor === null && items === null;

/** What a change gives back by its sum; null for none, and for items, which are counted over all changes. */
function sumOf(sale: Sale, change: SaleChange, changes: readonly SaleChange[]): bigint | null {
  if (change.kind === "chargeback_won" || change.items !== null) return null;
  const asked = change.amountMinor ?? sale.amountMinor;
  if (change.kind !== "chargeback") return asked;
  const wins = changes.filter(
    (each) => each.kind === "chargeback_won" && each.chargebackExternalId === change.externalId,
  );
  if (wins.some(isOfWhole)) return null;
  const left = asked - wins.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n);
  return left > 0n ? left : 0n;
}

function itemsMinor(sale: Sale, changes: readonly SaleChange[]): bigint {
  const refunded = changes.flatMap(({ items }) => items ?? []);
  return [...new Set(refunded.map(({ sku }) => sku))].reduce((total, sku) => {
    const lines = sale.items.filter((line) => line.sku === sku);
    const lineMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const bought = BigInt(lines.reduce((sum, { quantity }) => sum + quantity, 0));
    const back = refunded.filter((item) => item.sku === sku);
    const pieces = back.reduce((sum, item) => sum + ("quantity" in item ? BigInt(item.quantity) : 0n), 0n);
    const sums = back.reduce((sum, item) => sum + ("amountMinor" in item ? item.amountMinor : 0n), 0n);
    const priced = bought === 0n ? 0n : divideHalfUp(lineMinor * pieces, bought);
    return total + least(priced + sums, lineMinor);
  }, 0n);
}

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
