import { isHostingAsn } from "../../core/fraud/hosting-asns.ts";
import { type FraudScore, scoreConversion } from "../../core/fraud/score.ts";
import { assert } from "../../core/shared/assert.ts";
import type { JourneyTouch } from "../../db/queries/journeys.ts";
import type { Credit } from "./book-commissions.ts";
import type { ConversionRow } from "./record-conversion.ts";

/** Verdicts that count for attribution by default; any other in a journey is a signal of its own. */
const COUNTED = new Set(["human", "duplicate"]);

/** Scores a decision by its newest credited click and by what else the journey holds. */
export function scoreDecision(
  conversion: ConversionRow,
  touches: readonly JourneyTouch[],
  credited: readonly Credit[],
  threshold: number,
): FraudScore {
  const newest = credited.at(-1);
  assert(newest !== undefined, "a score needs a credited click");
  const { touch } = newest;
  return scoreConversion(
    {
      clickEvidence: touch.evidence,
      clickToConversionMs: Math.max(0, conversion.occurredAt.getTime() - touch.atMs),
      clickVelocity: touch.velocity,
      asn: touch.asn,
      isHostingAsn: touch.asn !== null && isHostingAsn(touch.asn),
      namedUncountedVerdicts: touches
        .filter(({ via, verdict }) => via === "click_id" && !COUNTED.has(verdict))
        .map(({ verdict }) => verdict),
    },
    threshold,
  );
}
