import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";

type Terms = { readonly policy: AttributionPolicy; readonly plans: readonly CommissionPlan[] };
type Step = { readonly event: { readonly kind: string } };

/**
 * Leaves out of a history what does not hold yet, or is not decided:
 *
 * - a bonus that one order lost by a chargeback and another earned after it, when the first is won back;
 * - volumes by conversions where an affiliate may have two credits of an order: paid in different currencies,
 *   they count as two.
 */
export function leaveOut<H extends Terms & { readonly steps: readonly Step[] }>(history: H): H {
  const events = history.steps.map(({ event }) => event);
  const plans = [
    ...history.plans,
    ...events.flatMap((event) => ("terms" in event ? [event.terms as CommissionPlan] : [])),
  ];
  const hasBonuses = plans.some(({ bonuses }) => bonuses.length > 0);
  const once = plans.some(countsConversions) ? ofOneCredit : (policy: AttributionPolicy) => policy;
  return {
    ...history,
    policy: once(history.policy),
    steps: history.steps
      .filter(({ event }) => !(hasBonuses && event.kind === "chargeback_won"))
      .map((step) => {
        const { event } = step;
        return "policy" in event
          ? { ...step, event: { ...event, policy: once(event.policy as AttributionPolicy) } }
          : step;
      }),
  };
}

const countsConversions = ({ rules, bonuses }: CommissionPlan): boolean =>
  bonuses.some(({ metric }) => metric === "conversions") ||
  rules.some(({ action }) => action.kind === "tiered" && action.metric === "conversions");

/** A policy that never gives an order to two touchpoints. */
const ofOneCredit = (policy: AttributionPolicy): AttributionPolicy => ({
  ...policy,
  model: { kind: "last_click" },
  couponPrecedence:
    policy.couponPrecedence.kind === "split" ? { kind: "click_wins" } : policy.couponPrecedence,
});
