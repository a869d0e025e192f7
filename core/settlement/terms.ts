import type { AttributionPolicy } from "../attribution/policy.ts";
import type { CommissionPlan, PlanTerms } from "../commission/commission-plan.ts";
import type { CommissionCurrency } from "../money/commission-fx.ts";
import type { Currency } from "../money/currency.ts";
import { assert } from "../shared/assert.ts";
import type { AffiliateId, PlanId, ProgramId } from "../shared/id.ts";

/** One version of a workspace's policy. */
export type PolicyVersion = {
  readonly version: number;
  readonly hash: string;
  readonly effectiveFromMs: number;
  readonly policy: AttributionPolicy;
};

/** One version of a plan. */
export type PlanVersion = {
  readonly version: number;
  readonly effectiveFromMs: number;
  readonly plan: CommissionPlan;
};

/** An affiliate's own plan in a program, for a time; open at its end. Null is the program's plan. */
export type PlanException = {
  readonly affiliateId: AffiliateId;
  readonly planId: PlanId | null;
  readonly fromMs: number;
  readonly toMs: number | null;
};

/** What a program says that may become another: which plan it pays by, and in which currency. */
export type ChangingTerms = {
  readonly planId: PlanId;
  readonly commissionCurrency: CommissionCurrency;
};

/** What a program said before, and the first instant at which it did not any more. */
export type FormerTerms = ChangingTerms & { readonly untilMs: number };

/** A program's terms as they are now. */
export type ProgramTerms = ChangingTerms & {
  readonly programId: ProgramId;
  readonly holdDays: number;
  readonly currency: Currency;
  /** In the order in which they ended. */
  readonly former: readonly FormerTerms[];
  /** In the order in which they begin. */
  readonly exceptions: readonly PlanException[];
};

/** Who pays what: programs, and the versions of every plan they name, oldest first. */
export type Terms = {
  readonly programs: ReadonlyMap<ProgramId, ProgramTerms>;
  readonly plans: ReadonlyMap<PlanId, readonly PlanVersion[]>;
};

/** The plan version that governs a credit, and its program as it was then. */
export type PlanInForce = PlanTerms & { readonly program: ProgramTerms };

/**
 * The newest policy version in force at an instant; before the first one began, the first. Every
 * workspace has version 1 from its beginning.
 *
 * @param versions oldest first
 */
export function policyAt(versions: readonly PolicyVersion[], atMs: number): PolicyVersion {
  const found = versions.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs) ?? versions[0];
  assert(found !== undefined, "a workspace has an attribution policy");
  return found;
}

/**
 * The newest version, in force at an instant, of the plan that a program and affiliate had then; null while there is none.
 * What a program said first, it said from always.
 */
export function planAt(
  { programs, plans }: Terms,
  { programId, affiliateId }: { readonly programId: ProgramId; readonly affiliateId: AffiliateId },
  atMs: number,
): PlanInForce | null {
  const now = programs.get(programId);
  if (!now) return null;
  const program = { ...now, ...now.former.find(({ untilMs }) => atMs < untilMs) };
  const own = program.exceptions.findLast(
    ({ affiliateId: of, fromMs, toMs }) =>
      of === affiliateId && fromMs <= atMs && (toMs === null || atMs < toMs),
  );
  const planId = own?.planId ?? program.planId;
  const found = plans.get(planId)?.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs);
  return found ? { program, planId, planVersion: found.version, plan: found.plan } : null;
}
