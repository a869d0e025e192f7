import type { Change, Click, Sale } from "./money-facts.ts";
import { halfUp } from "./money-model-sums.ts";

/** Points of fraud of the newest click that earns, as far as a history has any. */
export function pointsOf(sale: Sale, newestId: string | undefined, clicks: readonly Click[]): number {
  const newest = clicks.find(({ id }) => id === newestId);
  if (!newest) return 0;
  const isUncounted = clicks.some(
    ({ id, verdict }) => sale.clickIds.includes(id) && verdict !== "human" && verdict !== "duplicate",
  );
  const ageMs = sale.occurredAtMs - newest.atMs;
  return (newest.isFlood ? 70 : 0) + (isUncounted ? 40 : 0) + (ageMs < 3_000 ? 45 : ageMs < 10_000 ? 30 : 0);
}

/** What of an order its changes gave back, as a fraction. */
export function givenBack(sale: Sale, changes: readonly Change[]): readonly [bigint, bigint] {
  const isWhole = ({ amountMinor, items }: Change): boolean => amountMinor === null && items === null;
  const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
  const sumOf = (each: Change): bigint => (isWhole(each) ? sale.amountMinor : (each.amountMinor ?? 0n));
  const standing = changes.map((each): { sum: bigint; isWhole: boolean } => {
    if (each.kind === "chargeback_won") return { sum: 0n, isWhole: false };
    if (each.kind !== "chargeback") return { sum: sumOf(each), isWhole: isWhole(each) };
    const wins = changes.filter(({ kind, wonOf }) => kind === "chargeback_won" && wonOf === each.externalId);
    const won = wins.some(isWhole) ? sumOf(each) : wins.reduce((sum, win) => sum + sumOf(win), 0n);
    return { sum: sumOf(each) - least(won, sumOf(each)), isWhole: isWhole(each) && !wins.some(isWhole) };
  });
  if (sale.amountMinor === 0n) return [standing.some((each) => each.isWhole) ? 1n : 0n, 1n];
  const refunded = changes.flatMap(({ items }) => items ?? []);
  const articles = [...new Set(sale.items.map(({ sku }) => sku))].map((sku) => {
    const lines = sale.items.filter((item) => item.sku === sku);
    const priceMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const bought = lines.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
    const own = refunded.filter((item) => item.sku === sku);
    const pieces = own.reduce((sum, item) => ("quantity" in item ? sum + BigInt(item.quantity) : sum), 0n);
    const sums = own.reduce((sum, item) => ("amountMinor" in item ? sum + item.amountMinor : sum), 0n);
    return least(priceMinor, sums + halfUp(priceMinor * least(pieces, bought), bought));
  });
  const all = [...articles, ...standing.map(({ sum }) => sum)].reduce((a, b) => a + b, 0n);
  return [least(all, sale.amountMinor), sale.amountMinor];
}
