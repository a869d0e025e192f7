import * as fc from "fast-check";
import type { Currency } from "../../core/money/currency.ts";
import { currency, minor, nth, plan, policy, usually } from "./money-terms.ts";

/** Who prepares and who approves batches. */
const ACTORS = ["key:a", "key:b"] as const;

const item = fc.record({
  sku: fc.nat({ max: 2 }).map((n) => `sku-${n}`),
  category: fc.constantFrom("kitchen", "office", null),
  quantity: fc.integer({ min: 1, max: 4 }),
  amountMinor: minor(9_000),
});
const sale = fc.record({
  clicks: fc.oneof(
    { weight: 4, arbitrary: fc.array(nth, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([] as number[]) },
  ),
  customer: fc.constantFrom(0, 1, null),
  coupon: usually<number | null>(null, fc.nat({ max: 2 }), 2),
  amountMinor: usually(10_000n, fc.oneof(minor(30_000), minor(30_000), fc.constant(0n)), 1),
  currency: usually("EUR" as Currency, currency, 2),
  discountMinor: usually(0n, minor(2_000)),
  shippingMinor: usually(0n, minor(900)),
  taxMinor: usually(0n, minor(1_900)),
  items: usually([], fc.array(item, { minLength: 1, maxLength: 3 }), 1),
  country: fc.constantFrom("AT", null),
  minutesAgo: usually(0, fc.constantFrom(1, 5, 60, 3_000), 2),
});
const refunded = fc.oneof(
  fc.record({ sku: fc.nat({ max: 3 }).map((n) => `sku-${n}`), quantity: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ sku: fc.nat({ max: 2 }).map((n) => `sku-${n}`), amountMinor: minor(3_000) }),
);
const sum = usually<bigint | null>(null, minor(7_000), 1);
const click = fc.record({
  kind: fc.constant("click" as const),
  visitor: fc.constantFrom(0, 1, 2, null),
  affiliate: nth,
  program: nth,
  verdict: usually("human" as const, fc.constantFrom("duplicate" as const, "bot" as const), 6),
  isFlood: usually(false, fc.constant(true), 9),
});
const commissionCurrency = fc.constantFrom(
  "earned" as const,
  "sale" as const,
  "program" as const,
  "affiliate" as const,
);
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("pay_day" as const) }) },
  {
    weight: 8,
    arbitrary: click,
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("sales" as const),
      sales: fc.array(sale, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("refund" as const),
      sale: nth,
      amountMinor: sum,
      items: usually<(typeof refunded extends fc.Arbitrary<infer R> ? R : never)[] | null>(
        null,
        fc.array(refunded, { minLength: 1, maxLength: 2 }),
        1,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), sale: nth }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("chargeback" as const), sale: nth, amountMinor: sum }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("chargeback_won" as const), chargeback: nth, amountMinor: sum }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("approve_due" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      held: nth,
      verdict: fc.constantFrom("approve" as const, "reverse" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("prepare" as const),
      by: fc.constantFrom(...ACTORS),
      currency: usually<Currency | null>(null, currency),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("approve_batch" as const),
      batch: nth,
      by: fc.constantFrom(...ACTORS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("execute" as const),
      batch: nth,
      provider: usually("pays" as const, fc.constantFrom("dies_before" as const, "dies_after" as const), 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel_batch" as const), batch: nth }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("policy" as const),
      policy,
      inMinutes: usually(0, fc.constantFrom(60, 3_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("plan" as const),
      plan: nth,
      terms: plan,
      inMinutes: usually(0, fc.constantFrom(60, 3_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("exception" as const),
      affiliate: nth,
      program: nth,
      plan: fc.option(nth),
      inMinutes: usually(0, fc.constantFrom(60, 3_000)),
      lastsMinutes: fc.option(fc.constantFrom(60, 6_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("affiliate" as const), affiliate: nth, isActive: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("program" as const),
      program: nth,
      plan: nth,
      commissionCurrency,
      isActive: usually(true, fc.constant(false)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("coupon" as const), coupon: nth, isActive: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("minimum" as const), currency, minimumMinor: minor(3_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("close_month" as const) }) },
);
/** So much later, this happens. */
const step = <E>(event: fc.Arbitrary<E>) =>
  fc.record({ afterMinutes: fc.constantFrom(0, 0, 1, 5, 30, 600, 3_000, 15_000), event });
const affiliate = fc.record({
  class: fc.constantFrom("content", "coupon"),
  group: fc.constantFrom("gold", null),
  sponsor: fc.option(nth, { freq: 2 }),
  currency: usually<Currency | null>(null, currency),
});
const program = fc.record({
  currency: usually("EUR" as Currency, currency),
  commissionCurrency,
  holdDays: fc.constantFrom(0, 0, 7),
  plan: nth,
});

/** A workspace and all that happens in it. Whatever is named by a number is taken by remainder of how many there are. */
const anyHistory = fc.record({
  timeZone: fc.constantFrom("UTC", "Asia/Tokyo", "America/New_York"),
  policy,
  plans: fc.array(plan, { minLength: 2, maxLength: 2 }),
  programs: fc.array(program, { minLength: 2, maxLength: 2 }),
  affiliates: fc.array(affiliate, { minLength: 3, maxLength: 3 }),
  coupons: fc.array(fc.record({ affiliate: nth, program: nth }), { minLength: 2, maxLength: 2 }),
  steps: fc
    .tuple(
      fc.array(step(click), { maxLength: 4 }),
      fc.array(step(event), { minLength: 1, maxLength: 30, size: "max" }),
    )
    .map((parts) => parts.flat()),
});
/** Most are drawn evenly, since small numbers alone make short histories of little money; some go to the edges. */
export const histories = fc.oneof(
  { weight: 5, arbitrary: fc.noBias(anyHistory) },
  { weight: 1, arbitrary: anyHistory },
);
/** One of them. */
export type History = typeof histories extends fc.Arbitrary<infer H> ? H : never;
/** One thing that happens. */
export type HistoryEvent = History["steps"][number]["event"];
