import { eq } from "drizzle-orm";
import { type Case, RATE_WAIT_MS, type World } from "../../core/settlement/decide.ts";
import type { Db } from "../../db/client.ts";
import { workspaces } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import { findCoupons } from "./find-coupons.ts";
import { findEarlierSales } from "./find-earlier-sales.ts";
import { loadAffiliates } from "./load-affiliates.ts";
import { loadHistory } from "./load-history.ts";
import { loadRates } from "./load-rates.ts";
import { loadTerms } from "./load-terms.ts";
import { type Replay, withPlan } from "./replay.ts";

/**
 * Loads all that the cases of a batch may need of their workspace, in a constant number of statements.
 *
 * @param replay of past conversions that are decided anew: what of the past they may know
 */
export async function loadWorld(
  tx: Db,
  context: Context,
  cases: readonly Case[],
  replay: Replay | null = null,
): Promise<World> {
  const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, context.workspaceId));
  const timeZone = workspace?.timeZone ?? "UTC";
  const coupons = await findCoupons(tx, context, cases);
  const earlierSales = await findEarlierSales(tx, context, cases, replay);
  const credits = [...earlierSales.values()].flatMap((sales) => sales.flatMap(({ credit }) => credit ?? []));
  const touches = [...cases.flatMap(({ found }) => found), ...coupons.values(), ...credits];
  const affiliateIds = [...new Set(touches.map(({ affiliateId }) => affiliateId))];
  const programIds = [...new Set(touches.map(({ programId }) => programId))];
  const inForce = await loadTerms(tx, context, { programIds, affiliateIds });
  const terms = withPlan(inForce, replay?.plan ?? null);
  return {
    nowMs: context.now.getTime(),
    clickWaitMs: (workspace?.clickWaitSeconds ?? 0) * 1000,
    rateWaitMs: RATE_WAIT_MS,
    fraudThreshold: workspace?.fraudThreshold ?? 0,
    ...{ timeZone, coupons, earlierSales, isReplay: replay !== null, terms },
    affiliates: await loadAffiliates(tx, context, affiliateIds),
    rates: await loadRates(tx, terms, cases),
    history: await loadHistory(tx, context, { terms, affiliateIds, cases, timeZone, replay }),
  };
}
