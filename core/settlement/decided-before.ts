import type { EarningFacts } from "../commission/earning-input.ts";
import type { AffiliateId, PlanId, ProgramId } from "../shared/id.ts";
import type { CreditUnderPlan } from "./earn.ts";
import type { PolicyVersion } from "./terms.ts";

/** The number of what is no version: a policy or a plan that only a simulation knows. */
export const NO_VERSION = 0;

/** The newest decision of a conversion under a version of the policy, as it was written. */
export type WrittenDecision = {
  readonly policyHash: string;
  /** By position. */
  readonly credits: readonly WrittenCredit[];
  /** What history knew. */
  readonly facts: EarningFacts;
};

/** A credit of a decision that was written. */
export type WrittenCredit = {
  readonly affiliateId: AffiliateId;
  readonly programId: ProgramId;
  readonly creditPpm: number;
  readonly planId: PlanId | null;
  /** Null where nobody earned under the plan. */
  readonly planVersion: number | null;
};

/**
 * What history knew when the conversion was decided under the same terms before: the same policy, the same
 * credits, and the same versions of their plans. Null if it never was.
 *
 * @see docs/decisions/0053-the-same-terms-earn-the-same.md
 */
export function factsOfThen(
  written: WrittenDecision | null,
  { policy, credited }: { readonly policy: PolicyVersion; readonly credited: readonly CreditUnderPlan[] },
): EarningFacts | null {
  if (written === null || written.policyHash !== policy.hash) return null;
  const isSame =
    written.credits.length === credited.length &&
    credited.every((credit, index) => isUnderSameTerms(written.credits[index], credit));
  return isSame ? written.facts : null;
}

function isUnderSameTerms(
  then: WrittenCredit | undefined,
  { touch, creditPpm, plan }: CreditUnderPlan,
): boolean {
  if (!then || plan.planVersion === NO_VERSION) return false;
  return (
    then.affiliateId === touch.affiliateId &&
    then.programId === touch.programId &&
    then.creditPpm === creditPpm &&
    then.planId === plan.planId &&
    (then.planVersion ?? plan.planVersion) === plan.planVersion
  );
}

/** Facts of then, and the bonuses that were earned since: none is earned twice. */
export function withBonuses(then: EarningFacts, bonuses: EarningFacts["bonuses"]): EarningFacts {
  const known = new Set(then.bonuses.map(markOf));
  return { ...then, bonuses: [...then.bonuses, ...bonuses.filter((each) => !known.has(markOf(each)))] };
}

const markOf = ({ affiliateId, bonusKey }: EarningFacts["bonuses"][number]): string =>
  `${affiliateId} ${bonusKey}`;
