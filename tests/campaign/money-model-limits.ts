import type { Books, Sale } from "./money-facts.ts";
import { hamilton } from "./money-model-credits.ts";
import {
  type Earned,
  isSameAccount,
  isWithin,
  type Part,
  periodOf,
  valueAll,
  valued,
  volumeOf,
} from "./money-model-sums.ts";

/** Cuts what the credits of each plan earn to its caps, one after the other. */
export function cap(
  books: Books,
  sale: Sale,
  parts: readonly Part[],
  sums: readonly bigint[],
): readonly bigint[] {
  const left = [...sums];
  const before = books.decided.flatMap(({ sale: earlier, commissions }) =>
    commissions.map((each) => ({ earlier, each })),
  );
  for (const first of parts.filter(
    (part, index) => parts.findIndex(({ planId }) => planId === part.planId) === index,
  )) {
    for (const terms of first.plan.caps) {
      const ofPlan = parts.flatMap((part, index) => (part.planId === first.planId ? [{ part, index }] : []));
      const nameOf = ({ credit }: Part) => (terms.scope === "affiliate" ? credit.affiliateId : "");
      for (const name of new Set(ofPlan.map(({ part }) => nameOf(part)))) {
        const places = ofPlan.filter(({ part }) => nameOf(part) === name).map(({ index }) => index);
        const used = before.filter(({ earlier, each }) => {
          if (terms.scope === "conversion" || each.kind !== "sale" || each.planId !== first.planId)
            return false;
          const isOwn =
            terms.scope === "affiliate"
              ? each.affiliateId === name
              : earlier.customer === sale.customer && sale.customer !== null;
          const isEarned =
            each.status !== "reversed" && each.amountMinor - each.reducedMinor + each.carriedMinor > 0n;
          return isOwn && isEarned && isWithin(books, earlier, sale, terms.period);
        });
        const to = first.plan.currency ?? sale.currency;
        const usedMinor = valueAll(
          books,
          sale,
          to,
          used.map(({ each: { earned, ...paid } }) => [
            (earned ?? paid).currency,
            (earned ?? paid).amountMinor,
          ]),
        );
        const room = terms.amountMinor > usedMinor ? terms.amountMinor - usedMinor : 0n;
        const amounts = places.map((place) => left[place] ?? 0n);
        if (amounts.reduce((a, b) => a + b, 0n) <= room) continue;
        hamilton(room, amounts).forEach((amount, at) => {
          left[places[at] ?? 0] = amount;
        });
      }
    }
  }
  return left;
}

/** Bonuses whose thresholds the credits of an order reach, one after the other. */
export function bonusesOf(
  books: Books,
  sale: Sale,
  parts: readonly (Part & { readonly isRuled: boolean })[],
): readonly Earned[] {
  const all = books.decided.flatMap(({ commissions }) => commissions);
  const taken = new Set(
    all.filter(({ status }) => status !== "reversed").map((each) => `${each.affiliateId} ${each.bonusKey}`),
  );
  return parts.flatMap((part, position) =>
    (part.isRuled ? part.plan.bonuses : []).flatMap((bonus, index) => {
      const known = volumeOf(books, sale, part, bonus.period);
      const own = parts.slice(0, position + 1).filter((each) => each.isRuled && isSameAccount(each, part));
      const currency = part.plan.currency ?? sale.currency;
      const sold = own.reduce(
        (sum, each) => sum + valued(books, sale, each.partMinor, currency),
        known.amountMinor,
      );
      const reached = bonus.metric === "amount" ? sold : known.conversions + 1n;
      const bonusKey = `${part.planId}:${bonus.id}:${periodOf(sale.occurredAtMs, bonus.period, books.timeZone)}`;
      const { affiliateId } = part.credit;
      if (reached < bonus.threshold || taken.has(`${affiliateId} ${bonusKey}`)) return [];
      taken.add(`${affiliateId} ${bonusKey}`);
      const row = { saleId: sale.id, position, planId: part.planId, bonusKey, currency, affiliateId };
      return [{ ...row, kind: "bonus" as const, level: index + 1, amountMinor: bonus.amountMinor }];
    }),
  );
}
