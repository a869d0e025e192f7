import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { planRulesBody } from "../../core/commission/plan-body.ts";
import { NO_VERSION } from "../../core/settlement/decided-before.ts";
import type { PlanVersion, Terms } from "../../core/settlement/terms.ts";
import type { ConversionId, PlanId, SimulationId } from "../../core/shared/id.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";

/** How past conversions are decided anew: as if those after them had not come yet. */
export type Replay = {
  /** The first conversion that is not looked back at, by when it happened and its id; of all of an instant, an empty id. */
  readonly before: { readonly at: Date; readonly id: ConversionId | "" };
  /** From here on conversions stay as they are, so a bonus that one of them earned is not to be earned again. */
  readonly until: Date;
  /** Whose decisions of later conversions are looked back at; null where they are written as decisions. */
  readonly simulationId: SimulationId | null;
  /** Where locked conversions stay: those decided in a month that is closed, before this, and those in a payout. */
  readonly stays: { readonly decidedBefore: Date | null } | null;
  /** What a plan is taken to say, instead of all its versions. */
  readonly plan: { readonly planId: PlanId; readonly plan: CommissionPlan } | null;
};

/** Terms in which one plan says something else, at all times; a version that says the same keeps its number. */
export function withPlan(terms: Terms, replaced: Replay["plan"]): Terms {
  const versions = replaced && terms.plans.get(replaced.planId);
  if (!replaced || !versions) return terms;
  const { planId, plan } = replaced;
  const hash = hashOf(plan);
  const replacing = versions.map(({ version, effectiveFromMs, plan: own }): PlanVersion => {
    return { version: hashOf(own) === hash ? version : NO_VERSION, effectiveFromMs, plan };
  });
  const always = { version: NO_VERSION, effectiveFromMs: 0, plan };
  return { ...terms, plans: new Map([...terms.plans, [planId, [always, ...replacing]]]) };
}

const hashOf = (plan: CommissionPlan): string => fingerprintOf(planRulesBody(plan));
