import type { CommissionPlan, PlanRule, Tier } from "../../core/commission/commission-plan.ts";
import type { Condition } from "../../core/commission/condition.ts";
import type { Books, Credit, Decided, Item, Sale } from "./money-facts.ts";
import { earlierSales, hamilton, inForce } from "./money-model-credits.ts";
import { bonusesOf, cap } from "./money-model-limits.ts";
import {
  convert,
  type Earned,
  halfUp,
  isSameAccount,
  type Part,
  valued,
  volumeOf,
} from "./money-model-sums.ts";

/** Rates are parts per million of parts per million of the order. */
const WHOLE = 1_000_000n;

type Line = Item & { readonly partMinor: bigint };

/** What an order earns, by docs/commissions.md, in the currencies it is paid in. */
export function earningsOf(
  books: Books,
  sale: Sale,
  credits: readonly Credit[],
): Pick<Decided, "parts"> & { readonly earned: readonly Earned[] } {
  const parts = credits.map((credit, index): Part => {
    const { planId, plan } = planOf(books, sale, credit);
    const partMinor =
      hamilton(
        basisOf(sale, plan),
        credits.map(({ ppm }) => ppm),
      )[index] ?? 0n;
    return { credit, planId, plan, partMinor };
  });
  const exact: ReturnType<typeof ruled>[] = [];
  for (const part of parts) {
    const before = parts.filter((_, index) => exact[index]);
    exact.push(ruled(books, sale, part, before));
  }
  const sales = cap(
    books,
    sale,
    parts,
    exact.map((each) => (each ? halfUp(each.exact, WHOLE * WHOLE) : 0n)),
  );
  const rows = parts.flatMap(({ credit, planId, plan, partMinor }, position) => {
    const row = {
      saleId: sale.id,
      position,
      planId,
      bonusKey: null,
      currency: plan.currency ?? sale.currency,
    };
    const own = {
      ...row,
      kind: "sale" as const,
      level: 0,
      affiliateId: credit.affiliateId,
      amountMinor: sales[position] ?? 0n,
    };
    const ofMinor =
      plan.overrides?.of === "base" ? valued(books, sale, partMinor, row.currency) : own.amountMinor;
    let above = books.affiliates.find(({ id }) => id === credit.affiliateId);
    const overrides = (exact[position] ? (plan.overrides?.ratesPpm ?? []) : []).flatMap((ratePpm, index) => {
      above = books.affiliates.find(({ id }) => id === above?.sponsorId);
      if (!above?.isActive) return [];
      return [
        {
          ...row,
          kind: "override" as const,
          level: index + 1,
          affiliateId: above.id,
          amountMinor: halfUp(ofMinor * ratePpm, WHOLE),
        },
      ];
    });
    return [own, ...overrides];
  });
  const counted = parts.map((part, index) => ({ ...part, isRuled: exact[index] !== null }));
  const earned = [...rows, ...bonusesOf(books, sale, counted)].map((row) =>
    paid(books, sale, row, parts[row.position]),
  );
  return { parts: counted, earned: earned.filter(({ amountMinor }) => amountMinor > 0n) };
}

/** The version in force of the affiliate's own plan, or else of the program's. */
function planOf(books: Books, { occurredAtMs: atMs }: Sale, { programId, affiliateId }: Credit) {
  const [own] = books.exceptions
    .filter((each) => each.programId === programId && each.affiliateId === affiliateId && each.fromMs <= atMs)
    .filter(({ toMs }) => toMs === null || toMs > atMs)
    .sort((a, b) => b.fromMs - a.fromMs);
  const planId = own?.planId ?? programAt(books, programId, atMs).planId;
  const plan = inForce(books.plans.get(planId) ?? [], atMs)?.terms;
  if (!plan) throw new Error(`plan ${planId} has no version in force`);
  return { planId, plan };
}

/** What a program said at an instant. */
function programAt(books: Books, programId: string, atMs: number) {
  const program = books.programs.find(({ id }) => id === programId);
  const terms = program && inForce(program.terms, atMs)?.terms;
  if (!terms) throw new Error(`program ${programId} says nothing`);
  return { ...terms, currency: program.currency };
}

/** The amount that earns. */
function basisOf(sale: Sale, { basis }: CommissionPlan): bigint {
  const ofItems = sale.items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const less = { discount: sale.discountMinor, shipping: sale.shippingMinor, tax: sale.taxMinor };
  const whole = basis.of === "items" && sale.items.length > 0 ? ofItems : sale.amountMinor;
  const rest = basis.less.reduce((left, part) => left - less[part], whole);
  return rest > 0n ? rest : 0n;
}

/** What the rules pay of a part, in 10^-12 of a minor unit; null where none applies. */
function ruled(
  books: Books,
  sale: Sale,
  part: Part,
  before: readonly Part[],
): { readonly exact: bigint } | null {
  const { plan, credit } = part;
  const to = plan.currency ?? sale.currency;
  const value = (amountMinor: bigint) => valued(books, sale, amountMinor, to);
  const whole = basisOf(sale, plan);
  if (plan.minimumOrderMinor !== null && value(whole) < plan.minimumOrderMinor) return null;
  const lines = linesOf(sale, whole, part.partMinor);
  const isByItem = JSON.stringify(plan.rules.map(({ when }) => when)).includes('"item.');
  const ruleOf = (line: Line | null) => plan.rules.find((rule) => holds(books, sale, credit, rule, line));
  const found = lines.map((line) => ruleOf(isByItem ? line : null));
  let soldMinor = 0n;
  let exact = 0n;
  const applied = plan.rules.filter((rule) => found.includes(rule));
  for (const { action, id } of applied) {
    const own = lines.filter((_, index) => found[index]?.id === id);
    const partMinor = value(own.reduce((sum, line) => sum + line.partMinor, 0n));
    if (action.kind === "percent") exact += partMinor * action.ratePpm * WHOLE;
    else if (action.kind === "flat") exact += action.amountMinor * credit.ppm * WHOLE;
    else if (action.kind === "per_item") {
      exact +=
        action.amountMinor *
        own.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n) *
        credit.ppm *
        WHOLE;
    } else if (action.period === "order") {
      const orderMinor = value(own.reduce((sum, { amountMinor }) => sum + amountMinor, 0n));
      const isMarginal = action.mode === "marginal";
      exact += isMarginal
        ? banded(action.tiers, orderMinor) * credit.ppm
        : partMinor * attained(action.tiers, orderMinor) * WHOLE;
    } else {
      const known = volumeOf(books, sale, part, action.period);
      const same = before.filter((each) => isSameAccount(each, part));
      const from = same.reduce((sum, each) => sum + value(each.partMinor), known.amountMinor + soldMinor);
      const was = known.conversions + (same.length > 0 ? 1n : 0n);
      const isOfAmount = action.metric === "amount";
      const [low, high] = isOfAmount ? [from, from + partMinor] : [was, known.conversions + 1n];
      if (action.mode === "whole_period") {
        exact +=
          ((from + partMinor) * attained(action.tiers, high) - from * attained(action.tiers, low)) * WHOLE;
      } else if (!isOfAmount) exact += partMinor * attained(action.tiers, high) * WHOLE;
      else exact += (banded(action.tiers, high) - banded(action.tiers, low)) * WHOLE;
    }
    if (action.kind === "tiered") soldMinor += partMinor;
  }
  return applied.length === 0 ? null : { exact };
}

/** The lines of an order: items of the same article and category are one; shares by largest remainder. */
function linesOf(sale: Sale, whole: bigint, partMinor: bigint): readonly Line[] {
  const merged = new Map<string, Item>();
  for (const item of sale.items) {
    const known = merged.get(`${item.sku} ${item.category}`);
    const [quantity, amountMinor] = [
      (known?.quantity ?? 0) + item.quantity,
      (known?.amountMinor ?? 0n) + item.amountMinor,
    ];
    merged.set(`${item.sku} ${item.category}`, { ...item, quantity, amountMinor });
  }
  const items =
    sale.items.length > 0
      ? [...merged.values()]
      : [{ sku: "", category: null, quantity: 1, amountMinor: whole }];
  const spread = (sum: bigint, by: readonly bigint[]) =>
    hamilton(sum, by.every((each) => each === 0n) ? by.map(() => 1n) : by);
  const wholes = spread(
    whole,
    items.map(({ amountMinor }) => amountMinor),
  );
  const parts = spread(partMinor, wholes);
  return items.map((item, index) => ({
    ...item,
    amountMinor: wholes[index] ?? 0n,
    partMinor: parts[index] ?? 0n,
  }));
}

/** Whether a rule holds for a line, or for the order where its plan asks nothing of items. */
function holds(
  books: Books,
  sale: Sale,
  credit: Credit,
  { when, recurringMonths }: PlanRule,
  line: Line | null,
): boolean {
  const earlier = earlierSales(books, sale).filter(
    (each) => each.sale.amountMinor > 0n || sale.amountMinor === 0n,
  );
  const first = earlier[0]?.sale.occurredAtMs;
  if (recurringMonths !== null && first !== undefined) {
    const begun = new Date(first);
    const until = new Date(first);
    until.setUTCMonth(begun.getUTCMonth() + recurringMonths, 1);
    const last = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
    until.setUTCDate(Math.min(begun.getUTCDate(), last));
    if (sale.occurredAtMs >= until.getTime()) return false;
  }
  const affiliate = books.affiliates.find(({ id }) => id === credit.affiliateId);
  const answers: Readonly<Record<string, string | null | undefined>> = {
    ...{
      "affiliate.group": affiliate?.group,
      "affiliate.class": affiliate?.class,
      "item.category": line?.category,
    },
    ...{ "conversion.coupon": sale.couponCode, "conversion.country": sale.country, "item.sku": line?.sku },
    ...{
      "conversion.currency": sale.currency,
      "conversion.customer": earlier.length > 0 ? "returning" : "new",
    },
    ...{
      "conversion.amount_minor": String(sale.amountMinor),
      "conversion.payment": String(earlier.length + 1),
    },
  };
  const ask = (condition: Condition): boolean => {
    if ("all" in condition) return condition.all.every(ask);
    if ("any" in condition) return condition.any.some(ask);
    const answer = answers[condition.field] ?? null;
    if ("in" in condition) return answer !== null && condition.in.includes(answer);
    if ("not_in" in condition) return answer === null || !condition.not_in.includes(answer);
    const [min, max] = "min" in condition || "max" in condition ? [condition.min, condition.max] : [];
    const number = BigInt(answer ?? 0);
    return (min === undefined || number >= BigInt(min)) && (max === undefined || number <= BigInt(max));
  };
  return when === null || ask(when);
}

const attained = (tiers: readonly Tier[], volume: bigint): bigint =>
  tiers.filter(({ from }) => from <= volume).at(-1)?.ratePpm ?? 0n;

/** All up to a volume, each part at the rate of its tier. */
function banded(tiers: readonly Tier[], volume: bigint): bigint {
  return tiers.reduce((sum, { from, ratePpm }, index) => {
    const end = tiers[index + 1]?.from ?? volume;
    const top = end < volume ? end : volume;
    return top > from ? sum + (top - from) * ratePpm : sum;
  }, 0n);
}

/** Converts to the currency that the program of the credit pays in; stays as it is where no rate is known. */
function paid(books: Books, sale: Sale, row: Earned, part: Part | undefined): Earned {
  if (!part) return row;
  const program = programAt(books, part.credit.programId, sale.occurredAtMs);
  const own = books.affiliates.find(({ id }) => id === row.affiliateId)?.currency ?? null;
  const currencies = {
    ...{ earned: row.currency, sale: sale.currency, program: program.currency },
    affiliate: own ?? program.currency,
  };
  const to = currencies[program.commissionCurrency];
  const amountMinor = convert(books, sale, row.amountMinor, row.currency, to);
  return amountMinor === null ? row : { ...row, amountMinor, currency: to, earned: row };
}
