import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { Terms } from "../../core/settlement/terms.ts";
import type { ConversionId, PlanId, SimulationId } from "../../core/shared/id.ts";

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

/** The number of what is no version: a policy or a plan that only a simulation knows. */
export const NO_VERSION = 0;

/** Terms in which one plan says something else, at all times. */
export function withPlan(terms: Terms, replaced: Replay["plan"]): Terms {
  if (replaced === null || !terms.plans.has(replaced.planId)) return terms;
  const { planId, plan } = replaced;
  return {
    ...terms,
    plans: new Map([...terms.plans, [planId, [{ version: NO_VERSION, effectiveFromMs: 0, plan }]]]),
  };
}
