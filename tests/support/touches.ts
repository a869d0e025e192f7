import type { Touchpoint } from "../../core/attribution/touchpoint.ts";

/** When the order of a journey made here happened. */
export const NOW_MS = 1_800_000_000_000;

/** A person's click, so long before the order, by an affiliate of the same name that is active. */
export function click(id: string, ageMs: number, change: Partial<Touchpoint> = {}): Touchpoint {
  return {
    touchId: id,
    kind: "click",
    clickId: id,
    linkId: "lnk_1" as Touchpoint["linkId"],
    affiliateId: `aff_${id}` as Touchpoint["affiliateId"],
    programId: "prg_1" as Touchpoint["programId"],
    atMs: NOW_MS - ageMs,
    verdict: "human",
    via: "click_id",
    affiliateStatus: "active",
    affiliateClass: "content",
    programStatus: "active",
    ...change,
  };
}

/** The coupon that the order used. */
export function coupon(code: string, change: Partial<Touchpoint> = {}): Touchpoint {
  const none = { clickId: null, linkId: null, verdict: null } as const;
  return click(code, 0, { ...none, touchId: `coupon:${code}`, kind: "coupon", via: "coupon", ...change });
}

/** An earlier conversion of the same customer, which the affiliate of this name earned. */
export function lock(id: string, ageMs: number, change: Partial<Touchpoint> = {}): Touchpoint {
  const none = { clickId: null, linkId: null, verdict: null } as const;
  return click(id, ageMs, { ...none, touchId: `lock:${id}`, kind: "lock", via: "lock", ...change });
}
