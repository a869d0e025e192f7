import { isHostingAsn } from "../fraud/hosting-asns.ts";
import { type FraudScore, scoreConversion } from "../fraud/score.ts";
import type { ReportedConversion } from "./conversion.ts";
import type { JourneyTouch } from "./journey.ts";

/** Verdicts that count for attribution by default; any other in a journey is a signal of its own. */
const COUNTED = new Set(["human", "duplicate"]);

/** Scores a decision by its newest credited click and by what else the journey holds. */
export function scoreDecision(
  { occurredAt }: Pick<ReportedConversion, "occurredAt">,
  touches: readonly JourneyTouch[],
  { newest, threshold }: { readonly newest: JourneyTouch; readonly threshold: number },
): FraudScore {
  return scoreConversion(
    {
      clickEvidence: newest.evidence,
      clickToConversionMs: Math.max(0, occurredAt.getTime() - newest.atMs),
      clickVelocity: newest.velocity,
      asn: newest.asn,
      isHostingAsn: newest.asn !== null && isHostingAsn(newest.asn),
      namedUncountedVerdicts: touches
        .filter(({ via }) => via === "click_id")
        .flatMap(({ verdict }) => (verdict === null || COUNTED.has(verdict) ? [] : [verdict])),
    },
    threshold,
  );
}
