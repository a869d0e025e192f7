import { sql } from "drizzle-orm";
import { type JourneyCount, type ModelShare, mergeSmallest } from "../../core/attribution/journey-count.ts";
import { MARKOV_AFFILIATES_MAX, type MarkovShare, markovShares } from "../../core/attribution/markov.ts";
import { shapleyShares } from "../../core/attribution/shapley.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { findPolicy } from "../conversions/find-policy.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid } from "../shared/problems.ts";
import { isClickedIn, type Span } from "./clicks.ts";

/** Models that read many journeys at once; they compare, and pay nobody. */
export const JOURNEY_MODELS = ["markov", "shapley"] as const;
/** One of them. */
export type JourneyModel = (typeof JOURNEY_MODELS)[number];

/** What a model makes of the journeys of a span. */
export type ModelReport = {
  /** Conversions, and visitors without one, that touched anybody. */
  readonly conversions: number;
  readonly others: number;
  readonly shares: readonly (ModelShare & Partial<Pick<MarkovShare, "removalEffectPpm">>)[];
};

/** Most ways that journeys of a span may have gone, so that all of them are read at once. */
const WAYS_MAX = 50_000;

/**
 * Shares the conversions of a span by a model. Read are the touchpoints of conversions received in it, and
 * the clicks in it of visitors known by cookie who bought nothing; of verdicts that the policy counts at the
 * end of the span, or now if that is earlier. Beyond a hundred affiliates, the smallest are one.
 */
export function reportModel(
  context: Context,
  span: Span,
  model: JourneyModel,
): Promise<Result<ModelReport, Invalid>> {
  return transact(context, async (tx) => {
    const ways = await countJourneys(tx, context, span);
    if (ways.length > WAYS_MAX) {
      const message = `must be nearer to "from": more than ${WAYS_MAX} ways were gone in this span`;
      return fail({ code: "invalid", param: "to", message });
    }
    const journeys = mergeSmallest(ways, MARKOV_AFFILIATES_MAX);
    return ok({
      conversions: journeys.reduce((sum, { conversions }) => sum + conversions, 0),
      others: journeys.reduce((sum, { others }) => sum + others, 0),
      shares: model === "markov" ? markovShares(journeys) : shapleyShares(journeys),
    });
  });
}

async function countJourneys(tx: Db, context: Context, span: Span): Promise<readonly JourneyCount[]> {
  const at = span.to < context.now ? span.to : context.now;
  const counted = sql.param([...(await findPolicy(tx, context, at)).policy.countedVerdicts]);
  const from = span.from.toISOString();
  const to = span.to.toISOString();
  const { rows } = (await tx.execute(sql`
    with sold as (
      select distinct on (journeys.conversion_id) journeys.id
        from conversions join journeys on journeys.workspace_id = conversions.workspace_id
         and journeys.conversion_id = conversions.id
       where conversions.workspace_id = ${context.workspaceId}
         and conversions.received_at >= ${from}::timestamptz and conversions.received_at < ${to}::timestamptz
       order by journeys.conversion_id, journeys.revision desc
    ), touches as (
      select journey_touches.* from sold
        join journey_touches on journey_touches.workspace_id = ${context.workspaceId}
         and journey_touches.journey_id = sold.id
    ), buyers as (
      select distinct clicks.visitor_id from touches join clicks on clicks.id = touches.click_id
       where clicks.workspace_id = ${context.workspaceId}
    ), ways as (
      select array_agg(affiliate_id order by position) as path, 1 as conversions, 0 as others
        from touches where kind = 'coupon' or (kind = 'click' and verdict::text = any (${counted}::text[]))
       group by journey_id
      union all
      select array_agg(affiliate_id order by id), 0, 1
        from clicks
       where workspace_id = ${context.workspaceId} and visitor_kind = 'cookie' and visitor_id <> ''
         and verdict::text = any (${counted}::text[])
         and ${isClickedIn(span)}
         and not exists (select from buyers where buyers.visitor_id = clicks.visitor_id)
       group by visitor_id
    )
    select path, sum(conversions)::int as conversions, sum(others)::int as others
      from ways group by path order by path limit ${WAYS_MAX + 1}`)) as unknown as { rows: JourneyCount[] };
  return rows;
}
