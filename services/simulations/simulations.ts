import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { planRulesBody } from "../../core/commission/plan-body.ts";
import type { PlanId, SimulationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { simulationApplications, simulations, simulationTotals } from "../../db/schema/index.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { newId } from "../../platform/random.ts";
import { newestVersion } from "../plans/newest-version.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

export type Simulation = typeof simulations.$inferSelect;
export type SimulationTotal = typeof simulationTotals.$inferSelect;

/** Longest period of a simulation: the seven years that commissions are kept for. */
const PERIOD_DAYS_MAX = 7 * 366;
const DAY_MS = 86_400_000;
/** Affiliates named as the biggest movers, for each currency. */
const MOVERS_MAX = 10;

/** What a simulation decides by. */
export type SimulatedTerms = {
  /** Null for the versions in force. */
  readonly policy: AttributionPolicy | null;
  /** What a plan is taken to say, at all times; null for the plans in force. */
  readonly plan: { readonly planId: PlanId; readonly plan: CommissionPlan } | null;
};

/**
 * Asks what another policy, or another version of a plan, would have credited and paid. It is worked out by a
 * cron, and changes nothing.
 */
export function createSimulation(
  context: Context,
  { policy, plan, from, until }: SimulatedTerms & { readonly from: Date; readonly until: Date },
): Promise<Result<Simulation, Invalid | NotFound>> {
  const invalid = judgePeriod(context.now, from, until);
  if (invalid) return Promise.resolve(fail(invalid));
  return transact(context, async (tx) => {
    if (plan && !(await newestVersion(tx, context, plan.planId))) {
      return fail({ code: "not_found", param: null });
    }
    const body = policy && policyBody(policy);
    const terms = {
      ...{ policy: body, policyHash: body && fingerprintOf(body) },
      ...{ planId: plan?.planId ?? null, planBody: plan && planRulesBody(plan.plan) },
    };
    const id = newId("sim", context.now.getTime());
    const [row] = await tx
      .insert(simulations)
      .values({
        ...{ workspaceId: context.workspaceId, id, ...terms },
        ...{ fromAt: from, untilAt: until, createdAt: context.now },
      })
      .returning();
    await audit(tx, context, [{ action: "simulation.created", subjectId: id, change: terms }]);
    return ok(row as Simulation);
  });
}

function judgePeriod(now: Date, from: Date, until: Date): Invalid | null {
  const problem = (param: string, message: string): Invalid => ({ code: "invalid", param, message });
  if (from >= until) return problem("to", "must be after from");
  if (until > now) return problem("to", "must not be in the future");
  const days = (until.getTime() - from.getTime()) / DAY_MS;
  return days > PERIOD_DAYS_MAX ? problem("from", `must be at most ${PERIOD_DAYS_MAX} days before to`) : null;
}

/** Simulations of the workspace, newest first. */
export function listSimulations(context: Context, { limit, after }: PageRequest): Promise<Page<Simulation>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(simulations)
      .where(
        and(
          eq(simulations.workspaceId, context.workspaceId),
          after ? lt(simulations.id, after as SimulationId) : undefined,
        ),
      )
      .orderBy(desc(simulations.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** What a currency comes to in all, and who would gain or lose most. */
export type CurrencySummary = {
  readonly currency: string;
  readonly commissionNowMinor: bigint;
  readonly commissionThenMinor: bigint;
  readonly movers: readonly {
    readonly affiliateId: string;
    readonly commissionNowMinor: bigint;
    readonly commissionThenMinor: bigint;
  }[];
};

/** A simulation, how far it was applied, and its sums so far. */
export type SimulationView = {
  readonly simulation: Simulation;
  /** Null while nobody asked to apply it. */
  readonly application: typeof simulationApplications.$inferSelect | null;
  readonly currencies: readonly CurrencySummary[];
};

/** A simulation of the workspace, or null. */
export function findSimulation(context: Context, id: SimulationId): Promise<SimulationView | null> {
  return transact(context, async (tx) => {
    const [row] = await tx
      .select({ simulation: simulations, application: simulationApplications })
      .from(simulations)
      .leftJoin(
        simulationApplications,
        and(
          eq(simulationApplications.workspaceId, simulations.workspaceId),
          eq(simulationApplications.simulationId, simulations.id),
        ),
      )
      .where(and(eq(simulations.workspaceId, context.workspaceId), eq(simulations.id, id)));
    return row ? { ...row, currencies: await summarize(tx, context, id) } : null;
  });
}

type MoverRow = {
  readonly currency: string;
  readonly affiliate_id: string;
  readonly now_minor: string;
  readonly then_minor: string;
  readonly all_now_minor: string;
  readonly all_then_minor: string;
};

async function summarize(
  tx: Db,
  { workspaceId }: Context,
  id: SimulationId,
): Promise<readonly CurrencySummary[]> {
  const { rows } = (await tx.execute(sql`
    with affiliates as (
      select currency, affiliate_id, sum(commission_now_minor) as now_minor,
             sum(commission_then_minor) as then_minor
        from simulation_totals where workspace_id = ${workspaceId} and simulation_id = ${id}
       group by currency, affiliate_id
    ), ranked as (
      select *, sum(now_minor) over all_of as all_now_minor, sum(then_minor) over all_of as all_then_minor,
             row_number() over (partition by currency
                                order by abs(then_minor - now_minor) desc, affiliate_id) as place
        from affiliates window all_of as (partition by currency)
    )
    select * from ranked where place <= ${MOVERS_MAX} order by currency, place`)) as unknown as {
    rows: MoverRow[];
  };
  const currencies = new Map<string, CurrencySummary>();
  for (const row of rows) {
    const known = currencies.get(row.currency);
    const mover = {
      affiliateId: row.affiliate_id,
      commissionNowMinor: BigInt(row.now_minor),
      commissionThenMinor: BigInt(row.then_minor),
    };
    currencies.set(row.currency, {
      currency: row.currency,
      commissionNowMinor: BigInt(row.all_now_minor),
      commissionThenMinor: BigInt(row.all_then_minor),
      movers: [...(known?.movers ?? []), mover].filter(
        ({ commissionNowMinor, commissionThenMinor }) => commissionNowMinor !== commissionThenMinor,
      ),
    });
  }
  return [...currencies.values()];
}

/** The sums of a simulation by affiliate, month and currency, in that order. */
export function listSimulationTotals(
  context: Context,
  id: SimulationId,
  { limit, after }: PageRequest,
): Promise<Page<SimulationTotal>> {
  const key = sql<string>`${simulationTotals.affiliateId} || ' ' || ${simulationTotals.month} || ' ' || ${simulationTotals.currency}`;
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(simulationTotals)
      .where(
        and(
          eq(simulationTotals.workspaceId, context.workspaceId),
          eq(simulationTotals.simulationId, id),
          after ? gt(key, after) : undefined,
        ),
      )
      .orderBy(key)
      .limit(limit + 1);
    return cutPage(rows, limit, ({ affiliateId, month, currency }) => `${affiliateId} ${month} ${currency}`);
  });
}
