import type { Application } from "../../../services/simulations/request-application.ts";
import type {
  CurrencySummary,
  Simulation,
  SimulationTotal,
} from "../../../services/simulations/simulations.ts";
import { showInstant } from "./money.ts";

/** A simulation as the API shows it. */
export function showSimulation(simulation: Simulation) {
  const { id, status, policy, policyHash, fromAt, untilAt, createdAt, doneAt } = simulation;
  return {
    id,
    object: "simulation",
    status,
    policy,
    policy_hash: policyHash,
    plan_id: simulation.planId,
    plan: simulation.planBody,
    from: showInstant(fromAt),
    to: showInstant(untilAt),
    conversions: Number(simulation.conversions),
    changed_conversions: Number(simulation.changedConversions),
    created_at: showInstant(createdAt),
    done_at: doneAt && showInstant(doneAt),
  };
}

/** How far a simulation has been applied. */
export function showApplication(application: Application) {
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
export function showSimulationSums({ currency, movers, ...sums }: CurrencySummary) {
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
export function showSimulationTotal(total: SimulationTotal) {
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
