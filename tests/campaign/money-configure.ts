import type { AffiliateId, CouponId, PlanId, ProgramId } from "../../core/shared/id.ts";
import { updateAffiliate } from "../../services/affiliates/affiliates.ts";
import { updateCoupon } from "../../services/coupons/coupons.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { addPlanException } from "../../services/plans/exceptions.ts";
import { addPlanVersion } from "../../services/plans/plans.ts";
import { addPolicy } from "../../services/policies/policies.ts";
import { updateProgram } from "../../services/programs/programs.ts";
import type { Context } from "../../services/shared/context.ts";
import { ENVELOPE_KEYS } from "../support/envelope-keys.ts";
import type { Books } from "./money-facts.ts";
import type { HistoryEvent } from "./money-histories.ts";
import { nth } from "./money-world.ts";

const MINUTE_MS = 60_000;

/** What changes the terms, and not the money. */
type Configuring = Extract<
  HistoryEvent,
  { readonly kind: "policy" | "plan" | "exception" | "affiliate" | "program" | "coupon" | "minimum" }
>;

/** Changes terms of a workspace by the verbs of the system, and in what the model knows of it. */
export async function configure(context: Context, books: Books, event: Configuring): Promise<void> {
  const fromMs = context.now.getTime() + ("inMinutes" in event ? event.inMinutes : 0) * MINUTE_MS;
  const effectiveFrom = new Date(fromMs);
  if (event.kind === "policy") {
    await addPolicy(context, { policy: event.policy, effectiveFrom });
    books.policies.push({ fromMs, terms: event.policy });
  } else if (event.kind === "plan") {
    const [planId, versions] = nth([...books.plans], event.plan);
    await addPlanVersion(context, planId as PlanId, { terms: event.terms, effectiveFrom });
    versions.push({ fromMs, terms: event.terms });
  } else if (event.kind === "exception") {
    const programId = nth(books.programs, event.program).id;
    const affiliateId = nth(books.affiliates, event.affiliate).id;
    const planId = event.plan === null ? null : nth([...books.plans.keys()], event.plan);
    const toMs = event.lastsMinutes === null ? null : fromMs + event.lastsMinutes * MINUTE_MS;
    const added = await addPlanException(context, {
      ...{ programId: programId as ProgramId, affiliateId: affiliateId as AffiliateId },
      ...{
        planId: planId as PlanId | null,
        effectiveFrom,
        effectiveTo: toMs === null ? undefined : new Date(toMs),
      },
    });
    if (added.ok) books.exceptions.push({ programId, affiliateId, planId, fromMs, toMs });
  } else if (event.kind === "affiliate") {
    const affiliate = nth(books.affiliates, event.affiliate);
    affiliate.isActive = event.isActive;
    const status = event.isActive ? "active" : "suspended";
    await updateAffiliate(context, affiliate.id as AffiliateId, { status }, ENVELOPE_KEYS);
  } else if (event.kind === "program") {
    const program = nth(books.programs, event.program);
    program.isActive = event.isActive;
    const { commissionCurrency } = event;
    const planId = nth([...books.plans.keys()], event.plan) as PlanId;
    program.terms.push({ fromMs, terms: { planId, commissionCurrency } });
    const status = event.isActive ? "active" : "paused";
    await updateProgram(context, program.id as ProgramId, { planId, commissionCurrency, status });
  } else if (event.kind === "coupon") {
    const coupon = nth(books.coupons, event.coupon);
    coupon.isActive = event.isActive;
    const status = event.isActive ? "active" : "disabled";
    await updateCoupon(context, coupon.id as CouponId, { status });
  } else {
    await setPayoutMinimum(context, event);
    books.minimums.set(event.currency, event.minimumMinor);
  }
}
