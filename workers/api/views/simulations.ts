import * as z from "zod/mini";
import { storedPlan } from "../../../contracts/api/plans.ts";
import type { Application } from "../../../services/simulations/request-application.ts";
import type {
  CurrencySummary,
  Simulation,
  SimulationTotal,
} from "../../../services/simulations/simulations.ts";
import { showPlanBody } from "./entities.ts";
import { showInstant } from "./money.ts";
import { policyBodyView, showPolicyBody } from "./policy-body.ts";
import { count, idOf, instant, maybe, maybeInstant, minor, several, text, view } from "./schema.ts";

const sums = {
  commission_now_minor: minor,
  commission_then_minor: minor,
  commission_delta_minor: minor,
};
const simulationFields = {
  id: idOf("sim"),
  object: z.literal("simulation"),
  status: text,
  policy: maybe(policyBodyView),
  policy_hash: maybe(text),
  plan_id: maybe(idOf("pln")),
  plan: maybe(storedPlan),
  from: instant,
  to: instant,
  conversions: count,
  changed_conversions: count,
  created_at: instant,
  done_at: maybeInstant,
};
/** A simulation. */
export const simulationView = view("Simulation", simulationFields);
/** How far a simulation has been applied. */
export const applicationView = view("SimulationApplication", {
  object: z.literal("simulation_application"),
  simulation_id: idOf("sim"),
  locked: text,
  status: text,
  conversions: count,
  changed_conversions: count,
  stayed_conversions: count,
  requested_by: text,
  created_at: instant,
  done_at: maybeInstant,
});
const currencySums = z.strictObject({
  currency: text,
  ...sums,
  biggest_movers: several(z.strictObject({ affiliate_id: text, ...sums })),
});
/** A simulation with the sums of each currency and who moves most. */
export const wholeSimulation = view("SimulationWithSums", {
  ...simulationFields,
  application: maybe(applicationView),
  currencies: several(currencySums),
});
/** The sums of an affiliate, month and currency. */
export const simulationTotal = view("SimulationTotal", {
  object: z.literal("simulation_total"),
  affiliate_id: idOf("aff"),
  month: text,
  currency: text,
  conversions_now: count,
  conversions_then: count,
  credit_now_ppm: text,
  credit_then_ppm: text,
  ...sums,
});

/** A simulation as the API shows it. */
export function showSimulation(simulation: Simulation): z.output<typeof simulationView> {
  const { id, status, policy, policyHash, fromAt, untilAt, createdAt, doneAt } = simulation;
  return {
    id,
    object: "simulation",
    status,
    policy: policy === null ? null : showPolicyBody(policy),
    policy_hash: policyHash,
    plan_id: simulation.planId,
    plan: simulation.planBody === null ? null : showPlanBody(simulation.planBody),
    from: showInstant(fromAt),
    to: showInstant(untilAt),
    conversions: Number(simulation.conversions),
    changed_conversions: Number(simulation.changedConversions),
    created_at: showInstant(createdAt),
    done_at: doneAt && showInstant(doneAt),
  };
}

/** How far a simulation has been applied. */
export function showApplication(application: Application): z.output<typeof applicationView> {
  const { simulationId, locked, status, requestedBy, createdAt, doneAt } = application;
  return {
    object: "simulation_application",
    simulation_id: simulationId,
    locked,
    status,
    conversions: Number(application.conversions),
    changed_conversions: Number(application.changedConversions),
    stayed_conversions: Number(application.stayedConversions),
    requested_by: requestedBy,
    created_at: showInstant(createdAt),
    done_at: doneAt && showInstant(doneAt),
  };
}

/** What a currency comes to, and its biggest movers. */
export function showSimulationSums({
  currency,
  movers,
  ...sums
}: CurrencySummary): z.output<typeof currencySums> {
  return {
    currency,
    ...showSums(sums),
    biggest_movers: movers.map(({ affiliateId, ...moved }) => ({
      affiliate_id: affiliateId,
      ...showSums(moved),
    })),
  };
}

/** The sums of an affiliate, month and currency. */
export function showSimulationTotal(total: SimulationTotal): z.output<typeof simulationTotal> {
  return {
    object: "simulation_total",
    affiliate_id: total.affiliateId,
    month: total.month,
    currency: total.currency,
    conversions_now: Number(total.conversionsNow),
    conversions_then: Number(total.conversionsThen),
    credit_now_ppm: String(total.creditNowPpm),
    credit_then_ppm: String(total.creditThenPpm),
    ...showSums(total),
  };
}

function showSums({
  commissionNowMinor: now,
  commissionThenMinor: then,
}: {
  readonly commissionNowMinor: bigint;
  readonly commissionThenMinor: bigint;
}) {
  return {
    commission_now_minor: String(now),
    commission_then_minor: String(then),
    commission_delta_minor: String(then - now),
  };
}
