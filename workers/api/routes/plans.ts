import * as z from "zod/mini";
import { createPlanCaseRequest } from "../../../contracts/api/plan-cases.ts";
import {
  createBacktestRequest,
  createPlanRequest,
  createPlanVersionRequest,
} from "../../../contracts/api/plans.ts";
import { addPlanCase, listPlanCases, retirePlanCase } from "../../../services/plans/cases.ts";
import { addPlanVersion, createPlan, getPlan, listPlans, planOf } from "../../../services/plans/plans.ts";
import { createSimulation } from "../../../services/simulations/simulations.ts";
import { unwrap } from "../answer.ts";
import { planSaleOf } from "../case-input.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { orNotFound, pathIds } from "../params.ts";
import { planInputOf } from "../plan-input.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { planVersionView, planView, showPlan, showPlanVersion } from "../views/entities.ts";
import { planCaseView, showPlanCase } from "../views/plan.ts";
import { listOf } from "../views/schema.ts";
import { showSimulation, simulationView } from "../views/simulations.ts";

/** Plans: what affiliates are paid, as immutable versions. */
export const planRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/plans",
    permission: "programs:write",
    summary: "Creates a plan with version 1.",
    body: createPlanRequest,
    answers: { 201: planView },
    handler: async ({ context, body }) => {
      const { name, effective_from, ...given } = body;
      const plan = await createPlan(context, {
        ...{ name, ...planInputOf(given), effectiveFrom: instantOf(effective_from) },
      });
      return Response.json(showPlan(plan), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plans",
    permission: "programs:read",
    summary: "Lists plans, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(planView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listPlans(context, page), showPlan));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plans/:id",
    permission: "programs:read",
    summary: "Shows a plan with its versions.",
    params: pathIds({ id: "pln" }),
    answers: { 200: planView },
    handler: async ({ context, params }) =>
      Response.json(showPlan(orNotFound(await getPlan(context, params.id)))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/plans/:id/versions",
    permission: "programs:write",
    summary: "Adds the next version of a plan, in force from now or from a later time.",
    params: pathIds({ id: "pln" }),
    body: createPlanVersionRequest,
    answers: { 201: planVersionView },
    handler: async ({ context, params, body }) => {
      const id = params.id;
      const { effective_from, ...given } = body;
      const input = { ...planInputOf(given), effectiveFrom: instantOf(effective_from) };
      return Response.json(showPlanVersion(unwrap(await addPlanVersion(context, id, input))), {
        status: 201,
      });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/plans/:id/backtest",
    permission: "policies:read",
    summary: "Asks what a draft of the plan would have cost over a past period; changes nothing.",
    params: pathIds({ id: "pln" }),
    body: createBacktestRequest,
    answers: { 202: simulationView },
    handler: async ({ context, params, body }) => {
      const planId = params.id;
      const { from, to, ...given } = body;
      const plan = { planId, plan: planOf(planInputOf(given)) };
      const period = { from: new Date(from), until: new Date(to) };
      const asked = await createSimulation(context, { policy: null, plan, ...period });
      return Response.json(showSimulation(unwrap(asked)), { status: 202 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/plans/:id/cases",
    permission: "programs:write",
    summary: "Keeps a case: an order and its credits or its journey, and what every later version must pay.",
    params: pathIds({ id: "pln" }),
    body: createPlanCaseRequest,
    answers: { 201: planCaseView },
    handler: async ({ context, params, body }) => {
      const input = { ...body, given: planSaleOf(body.given) };
      const added = await addPlanCase(context, params.id, input);
      return Response.json(showPlanCase(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plans/:id/cases",
    permission: "programs:read",
    summary: "Lists the cases of a plan with what its newest version pays, oldest first.",
    params: pathIds({ id: "pln" }),
    query: z.strictObject(pageParams),
    answers: { 200: listOf(planCaseView) },
    handler: async ({ context, query, params }) => {
      const id = params.id;
      const page = pageRequest(query);
      return Response.json(listBody(orNotFound(await listPlanCases(context, id, page)), showPlanCase));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/plans/:id/cases/:case_id/retire",
    permission: "programs:write",
    summary: "Retires a case: it holds no later version back.",
    params: pathIds({ id: "pln", case_id: "pcs" }),
    answers: { 200: planCaseView },
    handler: async ({ context, params }) => {
      const [id, caseId] = [params.id, params.case_id];
      return Response.json(showPlanCase(unwrap(await retirePlanCase(context, id, caseId))));
    },
  }),
];
