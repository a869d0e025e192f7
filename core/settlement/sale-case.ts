import { CREDIT_WHOLE_PPM } from "../attribution/attribute.ts";
import type { AttributionPolicy } from "../attribution/policy.ts";
import { parsePolicy } from "../attribution/policy-body.ts";
import {
  attributeCase,
  byAffiliate,
  outcomeProblem,
  type PolicyCaseGiven,
  type PolicyCaseOutcome,
  runPolicyCase,
} from "../attribution/policy-case.ts";
import type { CommissionPlan } from "../commission/commission-plan.ts";
import {
  type CaseAffiliate,
  type CaseCredits,
  type CaseFacts,
  type CasePay,
  type CaseTermsOf,
  caseTerms,
  type PlanCaseSum,
  payCase,
  planCaseProblem,
  runPlanCase,
} from "../commission/plan-case.ts";
import { assert } from "../shared/assert.ts";
import type { PlanId } from "../shared/id.ts";
import { type CasePlan, planOfCase } from "./case-plan.ts";

type Journey = PolicyCaseGiven["journey"];
type Coupon = PolicyCaseGiven["order"]["coupon"];

/** A case of a policy, as it is stored: a journey and an order, and where it asks for money what that follows from. */
export type PolicySaleCase = {
  readonly journey: Journey;
  readonly order: { readonly coupon: Coupon } & (CaseFacts["order"] | { readonly amount_minor?: undefined });
  /** Of whoever has none of its own in the case; absent where no money is asked for. */
  readonly plan?: CasePlan | undefined;
  readonly affiliates?: readonly (CaseAffiliate & { readonly plan?: CasePlan | undefined })[] | undefined;
  readonly customer?: CaseFacts["customer"] | undefined;
  readonly rates?: CaseFacts["rates"] | undefined;
};

/** What a case of a policy expects: credits or the reason why there are none, money, or both. */
export type PolicySaleExpected = {
  readonly reason?: PolicyCaseOutcome["reason"];
  readonly credits?: PolicyCaseOutcome["credits"];
  readonly sums?: readonly PlanCaseSum[];
};

/** What a policy, and the plans that a case names, make of the case. `pay` is null where it asks for no money. */
export type PolicySaleOutcome = PolicyCaseOutcome & { readonly pay: CasePay | null };

/** A case of a plan, as it is stored: an order, and who is credited with it or the journey that it follows from. */
export type PlanSaleCase = Omit<CaseFacts, "order"> & {
  readonly order: CaseFacts["order"] & { readonly coupon?: Coupon | undefined };
  readonly credits?: CaseCredits | undefined;
  readonly journey?: Journey | undefined;
  /** What gives the journey its credits: a version of the workspace's policy, or a policy of its own; absent for that in force. */
  readonly policy?: { readonly version: number } | { readonly terms: unknown } | undefined;
};

/** Runs a case of a policy: who is credited, and what the plans pay each of them. */
export function runPolicySale(
  policy: AttributionPolicy,
  given: PolicySaleCase,
  plans: ReadonlyMap<PlanId, CommissionPlan>,
): PolicySaleOutcome {
  const asked = moneyOf(given, plans);
  if (asked === null) return { ...runPolicyCase(policy, given), pay: null };
  const attributed = attributeCase(policy, given);
  return { ...byAffiliate(attributed), pay: payCase(asked.facts, attributed.credits, asked.termsOf) };
}

/** The rates that a case of a policy may need and does not give, whoever of its journey is credited. */
export function lackedBySale(
  given: PolicySaleCase,
  plans: ReadonlyMap<PlanId, CommissionPlan>,
): readonly string[] {
  const asked = moneyOf(given, plans);
  return asked ? lacked(ownersOf(given), asked.facts, asked.termsOf) : [];
}

/** What the plans of a case are asked; null where it asks for no money. */
function moneyOf(
  given: PolicySaleCase,
  plans: ReadonlyMap<PlanId, CommissionPlan>,
): { readonly facts: CaseFacts; readonly termsOf: CaseTermsOf } | null {
  const { plan, affiliates = [], order } = given;
  if (plan === undefined || order.amount_minor === undefined) return null;
  const ownPlans = new Map(affiliates.map((each) => [each.affiliate, each.plan]));
  const termsOf = (affiliate: string) => {
    const own = ownPlans.get(affiliate);
    return own ? planOfCase(own, plans, affiliate) : planOfCase(plan, plans);
  };
  const customer = given.customer ?? { conversions_before: 0, first_converted_at: null };
  const rates = given.rates ?? [];
  return { facts: { order, customer, rates, affiliates: withClasses(given, affiliates) }, termsOf };
}

/** Says in words how an outcome differs from what a case of a policy expects, or null if it does not. */
export function policySaleProblem(
  { reason, credits, sums }: PolicySaleExpected,
  outcome: PolicySaleOutcome,
): string | null {
  const problems = [
    reason === undefined ? null : outcomeProblem({ reason, credits: credits ?? [] }, outcome),
    sums === undefined || outcome.pay === null ? null : moneyProblem(sums, outcome.pay, outcome.reason),
  ];
  return problems.filter((each) => each !== null).join("; ") || null;
}

/** What a plan makes of a case. `reason` is null where the case says who is credited. */
export type PlanSaleOutcome = { readonly reason: PolicyCaseOutcome["reason"] | null; readonly pay: CasePay };

/**
 * Runs a case of a plan.
 *
 * @param policy what gives its journey credits; not asked of a case that says who is credited
 */
export function runPlanSale(
  plan: CommissionPlan,
  given: PlanSaleCase,
  policy: AttributionPolicy | null,
): PlanSaleOutcome {
  const path = pathOf(given);
  if (path === null) return { reason: null, pay: runPlanCase(plan, { ...given, credits: creditsOf(given) }) };
  assert(policy !== null, "a journey is credited by a policy");
  const { reason, credits } = attributeCase(policy, path);
  const facts = { ...given, affiliates: withClasses(path, given.affiliates) };
  return { reason, pay: payCase(facts, credits, () => caseTerms(plan)) };
}

/** The rates that a case of a plan may need and does not give, whoever is credited. */
export function lackedByPlanSale(plan: CommissionPlan, given: PlanSaleCase): readonly string[] {
  const path = pathOf(given);
  const owners = path ? ownersOf(path) : creditsOf(given);
  const facts = path ? { ...given, affiliates: withClasses(path, given.affiliates) } : given;
  return lacked(owners, facts, () => caseTerms(plan));
}

const pathOf = ({ journey, order }: PlanSaleCase): PolicyCaseGiven | null =>
  journey ? { journey, order: { coupon: order.coupon ?? null } } : null;

function creditsOf({ credits }: PlanSaleCase): CaseCredits {
  assert(credits !== undefined, "a case without a journey says who is credited");
  return credits;
}

function lacked(
  owners: readonly { readonly affiliate: string }[],
  facts: CaseFacts,
  termsOf: CaseTermsOf,
): readonly string[] {
  const all = owners.flatMap(
    ({ affiliate }) => payCase(facts, [{ affiliate, credit_ppm: CREDIT_WHOLE_PPM }], termsOf).missing,
  );
  return [...new Set(all)];
}

/** Says in words how an outcome differs from what a case of a plan expects, or null if it does not. */
export function planSaleProblem(
  expected: readonly PlanCaseSum[],
  { reason, pay }: PlanSaleOutcome,
): string | null {
  return moneyProblem(expected, pay, reason);
}

/** The policy that a case of a plan goes by: its own, a version, or null for that in force. */
export function policyOfCase(
  { policy }: PlanSaleCase,
  versions: readonly { readonly version: number; readonly policy: AttributionPolicy }[],
): AttributionPolicy | null {
  if (policy === undefined) return null;
  if ("terms" in policy) return parsePolicy(policy.terms);
  const found = versions.find(({ version }) => version === policy.version)?.policy;
  assert(found !== undefined, "a case names a version that there is");
  return found;
}

function moneyProblem(
  expected: readonly PlanCaseSum[],
  pay: CasePay,
  reason: PolicyCaseOutcome["reason"] | null,
): string | null {
  const problem = planCaseProblem(expected, pay);
  const isUncredited = reason !== null && reason !== "attributed";
  return problem !== null && isUncredited ? `${problem} (${reason})` : problem;
}

const ownersOf = ({ journey, order: { coupon } }: PolicyCaseGiven) =>
  coupon ? [...journey, coupon] : journey;

/** Affiliates as plans ask about them: of the class that the journey gives them. */
function withClasses<Known extends CaseAffiliate>(
  path: PolicyCaseGiven,
  affiliates: readonly Known[],
): readonly CaseAffiliate[] {
  const classes = new Map(ownersOf(path).map((each) => [each.affiliate, each.class]));
  const known = new Set(affiliates.map(({ affiliate }) => affiliate));
  return [
    ...affiliates.map((each) => ({ ...each, class: classes.get(each.affiliate) ?? each.class })),
    ...[...classes].flatMap(([affiliate, name]) =>
      known.has(affiliate)
        ? []
        : [
            {
              ...{ affiliate, class: name, group: null, tier: null, country: null },
              ...{ tags: [], sponsors: [], volumes: [], earned: [] },
            },
          ],
    ),
  ];
}
