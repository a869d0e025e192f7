import * as z from "zod/mini";
import { applySimulationRequest, createSimulationRequest } from "../../../contracts/api/simulations.ts";
import { requestApplication } from "../../../services/simulations/request-application.ts";
import {
  createSimulation,
  findSimulation,
  listSimulations,
  listSimulationTotals,
} from "../../../services/simulations/simulations.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { orNotFound, pathIds } from "../params.ts";
import { policyOf } from "../policy-terms.ts";
import { defineRoute } from "../route.ts";
import { listOf } from "../views/schema.ts";
import {
  applicationView,
  showApplication,
  showSimulation,
  showSimulationSums,
  showSimulationTotal,
  simulationTotal,
  simulationView,
  wholeSimulation,
} from "../views/simulations.ts";

/** The time machine: what another policy or plan would have credited and paid, and making it so. */
export const simulationRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/attribution/simulations",
    permission: "policies:read",
    summary: "Asks what another policy would have credited and paid over a past period; changes nothing.",
    body: createSimulationRequest,
    answers: { 202: simulationView },
    handler: async ({ context, body }) => {
      const { policy, from, to } = body;
      const period = { from: new Date(from), until: new Date(to) };
      const terms = { policy: policy && policyOf(policy), plan: null };
      const asked = await createSimulation(context, { ...terms, ...period });
      return Response.json(showSimulation(unwrap(asked)), { status: 202 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/attribution/simulations",
    permission: "policies:read",
    summary: "Lists simulations, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(simulationView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listSimulations(context, page), showSimulation));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/attribution/simulations/:id",
    permission: "policies:read",
    summary: "Shows a simulation: how far it has come, the sums of each currency, and who moves most.",
    params: pathIds({ id: "sim" }),
    answers: { 200: wholeSimulation },
    handler: async ({ context, params }) => {
      const found = orNotFound(await findSimulation(context, params.id));
      const { simulation, application, currencies } = found;
      return Response.json({
        ...showSimulation(simulation),
        application: application && showApplication(application),
        currencies: currencies.map(showSimulationSums),
      });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/attribution/simulations/:id/apply",
    permission: "simulations:apply",
    summary: "Has the conversions of a simulation decided anew as it says, and their commissions adjusted.",
    params: pathIds({ id: "sim" }),
    body: applySimulationRequest,
    answers: { 202: applicationView },
    handler: async ({ context, params, body }) => {
      const { locked } = body;
      const applied = await requestApplication(context, params.id, locked);
      return Response.json(showApplication(unwrap(applied)), { status: 202 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/attribution/simulations/:id/totals",
    permission: "policies:read",
    summary: "Lists what a simulation found by affiliate, month and currency: now, then, and the difference.",
    params: pathIds({ id: "sim" }),
    query: z.strictObject(pageParams),
    answers: { 200: listOf(simulationTotal) },
    handler: async ({ context, params, query }) => {
      const id = params.id;
      orNotFound(await findSimulation(context, id));
      const page = pageRequest(query);
      return Response.json(listBody(await listSimulationTotals(context, id, page), showSimulationTotal));
    },
  }),
];
