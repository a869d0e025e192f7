import type { ReasonCode } from "../attribution/reasons.ts";
import { CLOCK_SKEW_MS_MAX, type Touchpoint } from "../attribution/touchpoint.ts";
import type { ConversionId } from "../shared/id.ts";
import type { ReportedConversion } from "./conversion.ts";
import type { NamedClick } from "./named-click.ts";

/** Most touchpoints of the same visitors and customer that a journey keeps: the newest. Those named are always kept. */
export const JOURNEY_TOUCHES_MAX = 500;

/** A touchpoint with what fraud scoring and tying need to know of its click. */
export type JourneyTouch = Touchpoint & {
  readonly evidence: readonly string[];
  readonly asn: number | null;
  readonly velocity: number | null;
  readonly visitorId: string;
  readonly visitorKind: "cookie" | "daily";
};

/**
 * A click that may belong to a journey. `tied`: of a visitor whom the customer would be tied to by
 * another conversion of the same batch, `tiedBy`; it belongs only if that one was decided before.
 */
export type FoundTouch = Omit<JourneyTouch, "via"> & {
  readonly via: JourneyTouch["via"] | "tied";
  readonly tiedBy: ConversionId | null;
};

/** What was wrong with a click id that the merchant named. */
export type ClickProblem = { readonly clickId: string; readonly reason: ReasonCode };

/** The touchpoints before one conversion, oldest first. */
export type Journey = {
  readonly touches: readonly JourneyTouch[];
  readonly clickProblems: readonly ClickProblem[];
};

/** When clicks that were not named have to lie to belong to a journey; `untilMs` is not of it. */
export function journeyWindow(
  { occurredAt }: Pick<ReportedConversion, "occurredAt">,
  { lookbackMs }: { readonly lookbackMs: number },
): { readonly fromMs: number; readonly untilMs: number } {
  const occurredAtMs = occurredAt.getTime();
  return { fromMs: occurredAtMs - lookbackMs, untilMs: occurredAtMs + CLOCK_SKEW_MS_MAX };
}

/**
 * Puts the journey behind a conversion together: clicks it names, clicks of the same visitors, clicks
 * tied earlier to the same customer, by `decidedBefore` also in the same batch.
 *
 * A click id proves by its signature that the click happened, so while `mayWait` a journey with a
 * named click missing answers `waiting`: the click's row is still on its way.
 */
export function assembleJourney({
  named,
  found,
  fromMs,
  mayWait,
  decidedBefore,
}: {
  readonly named: readonly NamedClick[];
  readonly found: readonly FoundTouch[];
  readonly fromMs: number;
  readonly mayWait: boolean;
  readonly decidedBefore: ReadonlySet<ConversionId>;
}): Journey | "waiting" {
  const touches = chooseTouches(found, decidedBefore);
  const present = new Set(touches.map(({ clickId }) => clickId));
  const missing = named.filter(({ uuid }) => uuid !== null && !present.has(uuid));
  if (mayWait && missing.some(({ timestampMs }) => timestampMs >= fromMs)) return "waiting";
  return {
    touches,
    clickProblems: [
      ...named.flatMap(({ text, problem }) => (problem ? [{ clickId: text, reason: problem }] : [])),
      ...missing.map(({ text, timestampMs }) => ({
        clickId: text,
        reason: timestampMs < fromMs ? ("click_expired" as const) : ("click_not_found" as const),
      })),
    ],
  };
}

/** From the strongest on: how a click came into a journey, if it came in several ways. */
const WAYS: readonly FoundTouch["via"][] = ["click_id", "visitor", "customer", "tied"];

function chooseTouches(
  found: readonly FoundTouch[],
  decidedBefore: ReadonlySet<ConversionId>,
): readonly JourneyTouch[] {
  const chosen = new Map<string, JourneyTouch>();
  for (const way of WAYS) {
    for (const { tiedBy, via, ...touch } of found) {
      if (via !== way || chosen.has(touch.touchId)) continue;
      if (via === "tied" && (tiedBy === null || !decidedBefore.has(tiedBy))) continue;
      chosen.set(touch.touchId, { ...touch, via: via === "tied" ? "customer" : via });
    }
  }
  const touches = [...chosen.values()].sort((left, right) => (left.touchId < right.touchId ? -1 : 1));
  const surplus = touches.filter(({ via }) => via !== "click_id").length - JOURNEY_TOUCHES_MAX;
  let dropped = 0;
  return touches.filter(({ via }) => via === "click_id" || dropped++ >= surplus);
}
