import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { ConversionId, DecisionId, JourneyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import {
  credits,
  decisions,
  fraudScores,
  journeys,
  journeyTouches,
  policyVersions,
  simulations,
} from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** A touchpoint, and why it was in or out of the decision. */
export type TouchView = typeof journeyTouches.$inferSelect & { readonly isIn: boolean; readonly why: string };

/** A decision with all it was made from and all it gave. */
export type DecisionView = Omit<typeof decisions.$inferSelect, "considered"> & {
  /** The body of the policy it was made under: of a version, or of the simulation that was applied. */
  readonly policy: unknown;
  readonly assembledAt: Date;
  /** What was wrong with click ids that the merchant named. */
  readonly clickProblems: readonly { readonly clickId: string; readonly reason: ReasonCode }[];
  /** The journey, oldest first. */
  readonly touches: readonly TouchView[];
  readonly credits: readonly (typeof credits.$inferSelect)[];
  /** Null where nobody earned, so nothing was scored. */
  readonly fraud: typeof fraudScores.$inferSelect | null;
};

/** The newest decision of a conversion, or null while there is none. */
export async function loadDecision(
  tx: Db,
  context: Context,
  conversionId: ConversionId,
): Promise<DecisionView | null> {
  const [row] = await tx
    .select({
      decision: decisions,
      policy: sql<unknown>`coalesce(${policyVersions.body}, ${simulations.policy})`,
      assembledAt: journeys.assembledAt,
      clickProblems: journeys.clickProblems,
    })
    .from(decisions)
    .leftJoin(
      policyVersions,
      and(
        eq(policyVersions.workspaceId, decisions.workspaceId),
        eq(policyVersions.version, decisions.policyVersion),
      ),
    )
    .leftJoin(
      simulations,
      and(eq(simulations.workspaceId, decisions.workspaceId), eq(simulations.id, decisions.simulationId)),
    )
    .innerJoin(
      journeys,
      and(eq(journeys.workspaceId, decisions.workspaceId), eq(journeys.id, decisions.journeyId)),
    )
    .where(and(eq(decisions.workspaceId, context.workspaceId), eq(decisions.conversionId, conversionId)))
    .orderBy(desc(decisions.revision))
    .limit(1);
  if (!row) return null;
  const { considered, ...decision } = row.decision;
  return {
    ...decision,
    policy: row.policy,
    assembledAt: row.assembledAt,
    clickProblems: storedProblems(row.clickProblems),
    touches: await loadTouches(tx, context, decision.journeyId, considered),
    credits: await loadCredits(tx, context, decision.id),
    fraud: await loadFraud(tx, context, decision.id),
  };
}

async function loadTouches(
  tx: Db,
  context: Context,
  journeyId: JourneyId,
  considered: unknown,
): Promise<readonly TouchView[]> {
  const touches = await tx
    .select()
    .from(journeyTouches)
    .where(and(eq(journeyTouches.workspaceId, context.workspaceId), eq(journeyTouches.journeyId, journeyId)))
    .orderBy(asc(journeyTouches.position));
  const judged = new Map(storedConsidered(considered).map((each) => [each.touch_id ?? each.click_id, each]));
  return touches.map((touch) => {
    const { is_in: isIn = false, why = "not considered" } = judged.get(touch.touchId) ?? {};
    return { ...touch, isIn, why };
  });
}

function loadCredits(tx: Db, context: Context, decisionId: DecisionId) {
  return tx
    .select()
    .from(credits)
    .where(and(eq(credits.workspaceId, context.workspaceId), eq(credits.decisionId, decisionId)))
    .orderBy(asc(credits.position));
}

async function loadFraud(tx: Db, context: Context, decisionId: DecisionId) {
  const [score] = await tx
    .select()
    .from(fraudScores)
    .where(and(eq(fraudScores.workspaceId, context.workspaceId), eq(fraudScores.decisionId, decisionId)));
  return score ?? null;
}

/**
 * The column has one writer, `services/conversions/write-decisions.ts`, and this is its form; before there
 * were touchpoints other than clicks it said `click_id`.
 */
function storedConsidered(value: unknown) {
  return value as readonly {
    readonly touch_id?: string;
    readonly click_id?: string;
    readonly is_in: boolean;
    readonly why: string;
  }[];
}

/** The column has one writer, `services/conversions/write-decisions.ts`, and this is its form. */
function storedProblems(value: unknown): DecisionView["clickProblems"] {
  const problems = value as readonly { readonly click_id: string; readonly reason: ReasonCode }[];
  return problems.map(({ click_id: clickId, reason }) => ({ clickId, reason }));
}
