import type { AttributionPolicy } from "../attribution/policy.ts";
import type { ReasonCode } from "../attribution/reasons.ts";
import { byAge, CLOCK_SKEW_MS_MAX, type Touchpoint } from "../attribution/touchpoint.ts";
import type { ConversionId } from "../shared/id.ts";
import type { ReportedConversion } from "./conversion.ts";
import type { EarlierSale, EarlierSales } from "./earlier-sales.ts";
import type { NamedClick } from "./named-click.ts";

/** Most touchpoints of the same visitors and customer that a journey keeps: the newest. Those named are always kept. */
export const JOURNEY_TOUCHES_MAX = 500;

/** A touchpoint with what fraud scoring and tying need to know of its click; nothing of what is no click. */
export type JourneyTouch = Touchpoint & {
  readonly evidence: readonly string[];
  readonly asn: number | null;
  readonly velocity: number | null;
  readonly visitorId: string | null;
  readonly visitorKind: "cookie" | "daily" | null;
};

/**
 * A click that may belong to a journey. `tied`: of a visitor whom the customer would be tied to by
 * another conversion of the same batch, `tiedBy`; it belongs only if that one was decided before.
 */
export type FoundTouch = Omit<JourneyTouch, "via"> & {
  readonly via: JourneyTouch["via"] | "tied";
  readonly tiedBy: ConversionId | null;
};

/** A coupon, whose code an order used. */
export type Coupon = Pick<
  Touchpoint,
  "linkId" | "affiliateId" | "programId" | "affiliateStatus" | "affiliateClass" | "programStatus"
> & { readonly code: string; readonly status: "active" | "disabled" };

/** What was wrong with a click id, or a coupon code (`coupon:` before it), that the merchant named. */
export type ClickProblem = { readonly clickId: string; readonly reason: ReasonCode };

/** The touchpoints before one conversion, oldest first. */
export type Journey = {
  readonly touches: readonly JourneyTouch[];
  readonly clickProblems: readonly ClickProblem[];
};

/** When clicks that were not named have to lie to belong to a journey; `untilMs` is not of it. */
export function journeyWindow(
  { occurredAt }: Pick<ReportedConversion, "occurredAt">,
  { lookbackMs }: Pick<AttributionPolicy, "lookbackMs">,
): { readonly fromMs: number; readonly untilMs: number } {
  const occurredAtMs = occurredAt.getTime();
  return { fromMs: occurredAtMs - lookbackMs, untilMs: occurredAtMs + CLOCK_SKEW_MS_MAX + 1 };
}

/** What a journey is put together from. */
export type JourneyParts = {
  readonly conversion: ReportedConversion;
  readonly policy: AttributionPolicy;
  readonly named: readonly NamedClick[];
  readonly found: readonly FoundTouch[];
  /** The coupon whose code the order used, or null if there is none of that code. */
  readonly coupon: Coupon | null;
  readonly before: EarlierSales;
  readonly mayWait: boolean;
};

/**
 * Puts the journey behind a conversion together: clicks it names, clicks of the same visitors, clicks
 * tied earlier to the same customer, the order's coupon, and, where the policy locks customers, the
 * customer's earlier conversions.
 *
 * A click id proves by its signature that the click happened, so while `mayWait` a journey with a
 * named click missing answers `waiting`: the click's row is still on its way.
 */
export function assembleJourney(parts: JourneyParts): Journey | "waiting" {
  const { conversion, policy, named, found, coupon, before, mayWait } = parts;
  const { fromMs } = journeyWindow(conversion, policy);
  const clicks = chooseClicks(found, before);
  const present = new Set(clicks.map(({ clickId }) => clickId));
  const missing = named.filter(({ uuid }) => uuid !== null && !present.has(uuid));
  if (mayWait && missing.some(({ timestampMs }) => timestampMs >= fromMs)) return "waiting";
  const locks = policy.customerLock.kind === "none" ? [] : before.of(conversion).flatMap(lockTouch);
  const coupons = coupon ? [couponTouch(coupon, conversion)] : [];
  const isCouponUnknown = conversion.couponCode !== null && coupon === null;
  return {
    touches: [...clicks, ...locks, ...coupons].sort(byAge),
    clickProblems: [
      ...named.flatMap(({ text, problem }) => (problem ? [{ clickId: text, reason: problem }] : [])),
      ...missing.map(({ text, timestampMs }) => ({
        clickId: text,
        reason: timestampMs < fromMs ? ("click_expired" as const) : ("click_not_found" as const),
      })),
      ...(isCouponUnknown
        ? [{ clickId: `coupon:${conversion.couponCode}`, reason: "coupon_unknown" as const }]
        : []),
    ],
  };
}

/** From the strongest on: how a click came into a journey, if it came in several ways. */
const WAYS: readonly FoundTouch["via"][] = ["click_id", "visitor", "customer", "tied"];

function chooseClicks(found: readonly FoundTouch[], before: EarlierSales): readonly JourneyTouch[] {
  const chosen = new Map<string, JourneyTouch>();
  for (const way of WAYS) {
    for (const { tiedBy, via, ...touch } of found) {
      if (via !== way || chosen.has(touch.touchId)) continue;
      if (via === "tied" && (tiedBy === null || !before.hasDecided(tiedBy))) continue;
      chosen.set(touch.touchId, { ...touch, via: via === "tied" ? "customer" : via });
    }
  }
  const touches = [...chosen.values()].sort(byAge);
  const surplus = touches.filter(({ via }) => via !== "click_id").length - JOURNEY_TOUCHES_MAX;
  let dropped = 0;
  return touches.filter(({ via }) => via === "click_id" || dropped++ >= surplus);
}

const NO_CLICK = {
  ...{ clickId: null, verdict: null, evidence: [], asn: null, velocity: null },
  ...{ visitorId: null, visitorKind: null },
} as const;

function couponTouch(
  { code, status, ...coupon }: Coupon,
  { occurredAt }: Pick<ReportedConversion, "occurredAt">,
): JourneyTouch {
  return {
    ...NO_CLICK,
    ...coupon,
    ...{
      touchId: `coupon:${code}`,
      kind: "coupon",
      via: "coupon",
      atMs: occurredAt.getTime(),
      couponStatus: status,
    },
  };
}

function lockTouch({ conversionId, occurredAtMs, credit }: EarlierSale): readonly JourneyTouch[] {
  if (credit === null) return [];
  return [
    {
      ...NO_CLICK,
      ...credit,
      ...{ touchId: `lock:${conversionId}`, kind: "lock", via: "lock", atMs: occurredAtMs, linkId: null },
    },
  ];
}
