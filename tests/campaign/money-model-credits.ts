import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { Books, Credit, Sale, Version } from "./money-facts.ts";

const DAY_MS = 86_400_000;
const SKEW_MS = 5 * 60_000;

type Touch = Omit<Credit, "ppm"> & { readonly atMs: number };

/** Who earns an order, by docs/attribution.md: step by step, each of what the one before left. */
export function creditsOf(books: Books, sale: Sale): readonly Credit[] {
  const policy = (inForce(books.policies, sale.occurredAtMs) ?? books.policies[0])?.terms;
  if (!policy) throw new Error("a workspace has a policy");
  const alone = journeyOf(books, sale, policy).sort(
    (a, b) => a.atMs - b.atMs || (a.touchId < b.touchId ? -1 : 1),
  );
  const standing = standDown(alone, sale, policy);
  const unlocked = holdCustomer(standing, sale, policy);
  return share(outrank(books, unlocked, policy), sale, policy);
}

/** The newest version that has begun. */
export function inForce<T>(versions: readonly Version<T>[], atMs: number): Version<T> | undefined {
  return versions.filter(({ fromMs }) => fromMs <= atMs).at(-1);
}

/** Parts of a whole by weight, by largest remainder, ties to the earlier. */
export function hamilton(whole: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  const parts = weights.map((weight) => (whole * weight) / sum);
  const order = weights.map((weight, index) => ({ index, rest: (whole * weight) % sum }));
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = whole - parts.reduce((a, b) => a + b, 0n);
  for (const { index } of order) if (left-- > 0n) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

/** Step 1: the touchpoints of the journey that are not out by themselves. */
function journeyOf(books: Books, sale: Sale, policy: AttributionPolicy): Touch[] {
  const named = books.clicks.filter(({ id }) => sale.clickIds.includes(id));
  const visitors = new Set(named.flatMap(({ visitor }) => visitor ?? []));
  for (const visitor of books.ties.get(sale.customer ?? "") ?? []) visitors.add(visitor);
  const clicks = books.clicks.filter(({ id, visitor, atMs, verdict }) => {
    const isOfJourney = sale.clickIds.includes(id) || (visitor !== null && visitors.has(visitor));
    const ageMs = sale.occurredAtMs - atMs;
    const isTimely = ageMs >= -SKEW_MS && ageMs <= policy.lookbackMs;
    const isTooRecent = policy.minClickToConversionMs > 0 && ageMs < policy.minClickToConversionMs;
    return isOfJourney && isTimely && !isTooRecent && policy.countedVerdicts.includes(verdict);
  });
  const code = sale.couponCode?.toLowerCase();
  const coupons = books.coupons.filter((coupon) => {
    return (
      coupon.code.toLowerCase() === code && coupon.isActive && policy.couponPrecedence.kind !== "ignored"
    );
  });
  const locks = policy.customerLock.kind === "none" ? [] : locking(books, sale);
  const touches: Touch[] = [
    ...clicks.map((click) => ({ ...click, touchId: click.id, kind: "click" as const })),
    ...coupons.map((coupon) => {
      return {
        ...coupon,
        touchId: `coupon:${coupon.code}`,
        kind: "coupon" as const,
        atMs: sale.occurredAtMs,
      };
    }),
    ...locks.flatMap(({ sale: earlier, credits }) => {
      const together = ({ affiliateId }: Credit) =>
        credits.reduce((sum, each) => (each.affiliateId === affiliateId ? sum + each.ppm : sum), 0n);
      const newest = ({ affiliateId }: Credit) =>
        credits.findLastIndex((each) => each.affiliateId === affiliateId);
      const [most] = credits
        .toReversed()
        .sort((a, b) => Number(together(b) - together(a)) || newest(b) - newest(a) || Number(b.ppm - a.ppm));
      const touch = { touchId: `lock:${earlier.id}`, kind: "lock" as const, atMs: earlier.occurredAtMs };
      return most ? [{ ...most, ...touch }] : [];
    }),
  ];
  return touches.filter(({ affiliateId, programId }) => {
    const isProgramOpen = books.programs.some(({ id, isActive }) => id === programId && isActive);
    return isProgramOpen && books.affiliates.some(({ id, isActive }) => id === affiliateId && isActive);
  });
}

/** Conversions of the same customer that were decided before and happened no later, the oldest first. */
export function earlierSales(books: Books, { customer, occurredAtMs }: Sale) {
  return books.decided
    .filter(
      ({ sale }) => customer !== null && sale.customer === customer && sale.occurredAtMs <= occurredAtMs,
    )
    .sort((a, b) => a.sale.occurredAtMs - b.sale.occurredAtMs || (a.sale.id < b.sale.id ? -1 : 1));
}

const locking = (books: Books, sale: Sale) =>
  earlierSales(books, sale).filter((earlier) => earlier.sale.occurredAtMs < sale.occurredAtMs);

/** Step 2: what stood down makes no other stand down. */
function standDown(
  touches: readonly Touch[],
  sale: Sale,
  { standDown: terms }: AttributionPolicy,
): readonly Touch[] {
  const standing: Touch[] = [];
  for (const touch of touches) {
    const others = standing.filter(
      (other) => other.kind === "click" && other.affiliateId !== touch.affiliateId,
    );
    const isLate = terms.beforeOrderMs > 0 && sale.occurredAtMs - touch.atMs <= terms.beforeOrderMs;
    const isInSession = others.some(
      ({ atMs }) => terms.inSessionMs > 0 && touch.atMs - atMs <= terms.inSessionMs,
    );
    const isDown = touch.kind === "click" && ((isLate && others.length > 0) || isInSession);
    if (!isDown) standing.push(touch);
  }
  return standing;
}

/** Step 3: while an affiliate holds the customer, only its own touchpoints stay. */
function holdCustomer(
  touches: readonly Touch[],
  sale: Sale,
  { customerLock: lock }: AttributionPolicy,
): readonly Touch[] {
  const others = touches.filter(({ kind }) => kind !== "lock");
  if (lock.kind === "none") return others;
  const lastsMs = lock.kind === "days" ? lock.days * DAY_MS : Number.POSITIVE_INFINITY;
  let holder: Touch | undefined;
  for (const touch of touches.filter(({ kind }) => kind === "lock")) {
    const isHeld = holder !== undefined && touch.atMs - holder.atMs <= lastsMs;
    if (lock.affiliate === "latest" || !isHeld) holder = touch;
  }
  if (!holder || sale.occurredAtMs - holder.atMs > lastsMs) return others;
  const { affiliateId, atMs } = holder;
  const isOver = others.some((touch) => touch.affiliateId !== affiliateId && touch.atMs > atMs);
  if (lock.affiliate === "latest" && isOver) return others;
  const own = others.filter((touch) => touch.affiliateId === affiliateId);
  return own.length > 0 ? own : [holder];
}

/** Steps 4 and 5: the first class that has a touchpoint, then coupons against clicks. */
function outrank(books: Books, touches: readonly Touch[], policy: AttributionPolicy): readonly Touch[] {
  const rankOf = ({ affiliateId }: Touch): number => {
    const rank = policy.classPriority.indexOf(
      books.affiliates.find(({ id }) => id === affiliateId)?.class ?? "",
    );
    return rank < 0 ? policy.classPriority.length : rank;
  };
  const best = Math.min(...touches.map(rankOf));
  const left = touches.filter((touch) => rankOf(touch) === best);
  const winner = policy.couponPrecedence.kind === "click_wins" ? "click" : "coupon";
  const isWon = policy.couponPrecedence.kind !== "split" && left.some(({ kind }) => kind === winner);
  return isWon ? left.filter(({ kind }) => kind === winner) : left;
}

/** Step 6: the model, among the clicks; the coupon's part first where it is split. */
function share(
  touches: readonly Touch[],
  sale: Sale,
  { model, couponPrecedence }: AttributionPolicy,
): readonly Credit[] {
  const clicks = touches.filter(({ kind }) => kind === "click");
  const isSplit = couponPrecedence.kind === "split" && clicks.length > 0 && clicks.length < touches.length;
  const coupon = isSplit ? BigInt(couponPrecedence.couponPpm) : clicks.length > 0 ? 0n : 1_000_000n;
  const ages = clicks.map(({ atMs }) => sale.occurredAtMs - atMs);
  const last = clicks.length - 1;
  const weights = clicks.map((_, index): bigint => {
    if (model.kind === "last_click") return index === last ? 1n : 0n;
    if (model.kind === "first_click") return index === 0 ? 1n : 0n;
    if ((model.kind !== "time_decay" && model.kind !== "position_based") || last === 0) return 1n;
    if (model.kind === "time_decay") {
      const halves = ((ages[index] ?? 0) - (ages[last] ?? 0)) / model.halfLifeMs;
      return BigInt(Math.round(2 ** Math.max(0, 100 - halves)));
    }
    const between = BigInt(Math.max(1, last - 1));
    const middle = BigInt(1_000_000 - model.firstPpm - model.lastPpm);
    return index === 0
      ? BigInt(model.firstPpm) * between
      : index === last
        ? BigInt(model.lastPpm) * between
        : middle;
  });
  const parts = clicks.length > 0 ? hamilton(1_000_000n - coupon, weights) : [];
  return touches
    .map((touch) => ({ ...touch, ppm: touch.kind === "click" ? (parts.shift() ?? 0n) : coupon }))
    .filter(({ ppm }) => ppm > 0n);
}
