import { formatMinor } from "../money/format.ts";
import { divideHalfUp } from "../money/money.ts";
import { RATE_PPM_WHOLE } from "./commission-plan.ts";
import type { EarningInput } from "./earning-input.ts";
import type { PlannedCommission, SettledCredit } from "./earnings.ts";
import type { Valuer } from "./valuer.ts";

/**
 * What those above an affiliate earn by one of its credits, each level rounded half up once. A sponsor who is
 * not active earns nothing, and those above keep their levels. A credit no rule applied to earns nobody anything.
 */
export function addOverrides(
  { conversion, facts }: EarningInput,
  settled: SettledCredit,
  valuer: Valuer,
): readonly PlannedCommission[] {
  const { credit, terms, baseMinor, currency, ruleIds } = settled;
  const { overrides } = terms.plan;
  if (overrides === null || ruleIds.length === 0) return [];
  const chain = facts.sponsors.find(({ affiliateId }) => affiliateId === credit.affiliateId)?.chain ?? [];
  const ofMinor =
    overrides.of === "commission"
      ? settled.amountMinor
      : valuer.value(baseMinor, conversion.currency, currency);
  return overrides.ratesPpm.flatMap((ratePpm, index) => {
    const sponsor = chain[index];
    if (!sponsor?.isActive) return [];
    const amountMinor = divideHalfUp(ofMinor * ratePpm, RATE_PPM_WHOLE);
    const of = `${formatMinor(ofMinor, currency)} ${currency}`;
    const sum = `${formatMinor(amountMinor, currency)} ${currency}`;
    return [
      {
        ...{ kind: "override" as const, position: credit.position, level: index + 1 },
        ...{ affiliateId: sponsor.affiliateId, baseMinor, amountMinor, currency },
        isValued: settled.isValued || (overrides.of === "base" && currency !== conversion.currency),
        ...{
          planId: terms.planId,
          planVersion: terms.planVersion,
          ruleId: ruleIds[0] ?? null,
          bonusKey: null,
        },
        arithmetic: `${ratePpm} ppm of the ${overrides.of} ${of} = ${sum}`,
        trace: {
          plan: { id: terms.planId, version: terms.planVersion },
          override: {
            ...{ of: overrides.of, level: index + 1, below: credit.affiliateId },
            ...{ of_minor: String(ofMinor), rate_ppm: String(ratePpm), amount_minor: String(amountMinor) },
          },
        },
      },
    ];
  });
}
