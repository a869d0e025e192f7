import { allocate } from "../money/allocate.ts";
import type { AffiliateId } from "../shared/id.ts";
import type { PlanCap } from "./commission-plan.ts";

/** A commission that caps may cut. */
export type Cappable = { readonly affiliateId: AffiliateId; readonly amountMinor: bigint };

/** What a cap did to a commission: plain JSON. */
export type CapTrace = {
  readonly scope: PlanCap["scope"];
  readonly period: string | null;
  readonly cap_minor: string;
  readonly used_minor: string;
  readonly before_minor: string;
  readonly after_minor: string;
};

/**
 * Cuts the commissions of one plan in one sale to its caps, one cap after the other. What a cap leaves is
 * shared in proportion (largest remainder); what it cut off earns nothing, now or later.
 *
 * @param usedOf what sales before used of a cap, of an affiliate's where one is given
 */
export function applyCaps(
  caps: readonly PlanCap[],
  earned: readonly Cappable[],
  usedOf: (cap: PlanCap, affiliateId: AffiliateId | null) => bigint,
): readonly { readonly amountMinor: bigint; readonly caps: readonly CapTrace[] }[] {
  const standing = earned.map(({ amountMinor }) => ({ amountMinor, caps: [] as readonly CapTrace[] }));
  for (const cap of caps) {
    for (const { places, affiliateId } of groupsOf(cap, earned)) {
      const usedMinor = usedOf(cap, affiliateId);
      const roomMinor = cap.amountMinor > usedMinor ? cap.amountMinor - usedMinor : 0n;
      const amounts = places.map((place) => standing[place]?.amountMinor ?? 0n);
      const totalMinor = amounts.reduce((sum, each) => sum + each, 0n);
      const left = totalMinor > roomMinor ? allocate(roomMinor, amounts) : amounts;
      places.forEach((place, index) => {
        const afterMinor = left[index] ?? 0n;
        const before = standing[place];
        if (!before) return;
        const trace = traceOf(cap, { usedMinor, beforeMinor: before.amountMinor, afterMinor });
        standing[place] = { amountMinor: afterMinor, caps: [...before.caps, trace] };
      });
    }
  }
  return standing;
}

function groupsOf(cap: PlanCap, earned: readonly Cappable[]) {
  if (cap.scope !== "affiliate") return [{ affiliateId: null, places: earned.map((_, index) => index) }];
  return [...new Set(earned.map(({ affiliateId }) => affiliateId))].map((affiliateId) => ({
    affiliateId,
    places: earned.flatMap((each, index) => (each.affiliateId === affiliateId ? [index] : [])),
  }));
}

function traceOf(
  cap: PlanCap,
  sums: { readonly usedMinor: bigint; readonly beforeMinor: bigint; readonly afterMinor: bigint },
): CapTrace {
  return {
    scope: cap.scope,
    period: cap.scope === "conversion" ? null : cap.period,
    cap_minor: String(cap.amountMinor),
    used_minor: String(sums.usedMinor),
    before_minor: String(sums.beforeMinor),
    after_minor: String(sums.afterMinor),
  };
}
