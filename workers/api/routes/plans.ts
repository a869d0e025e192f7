import * as z from "zod/mini";
import { createPlanRequest, createPlanVersionRequest } from "../../../contracts/api/management.ts";
import type { CommissionRule } from "../../../core/commission/plan.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { isId } from "../../../core/shared/id.ts";
import { addPlanVersion, createPlan, getPlan, listPlans } from "../../../services/plans/plans.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams } from "../list.ts";
import { orNotFound, pageRequestOf, pathId } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { showPlan, showPlanVersion } from "../views/entities.ts";

type RequestedRule = z.output<typeof createPlanRequest>["rule"];

/** Plans: what affiliates are paid, as immutable versions. */
export const planRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/plans",
    permission: "programs:write",
    summary: "Creates a plan with version 1.",
    handler: async ({ context, request }) => {
      const { name, rule, effective_from } = await readJson(request, createPlanRequest);
      const plan = await createPlan(context, {
        name,
        rule: commissionRule(rule),
        effectiveFrom: instantOf(effective_from),
      });
      return Response.json(showPlan(plan), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plans",
    permission: "programs:read",
    summary: "Lists plans, oldest first.",
    handler: async ({ context, query }) => {
      const page = pageRequestOf(readQuery(query, z.strictObject(pageParams)), (after) => isId("pln", after));
      return Response.json(listBody(await listPlans(context, page), showPlan));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plans/:id",
    permission: "programs:read",
    summary: "Shows a plan with its versions.",
    handler: async ({ context, params }) =>
      Response.json(showPlan(orNotFound(await getPlan(context, pathId("pln", params.id))))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/plans/:id/versions",
    permission: "programs:write",
    summary: "Adds the next version of a plan, in force from now or from a later time.",
    handler: async ({ context, request, params }) => {
      const id = pathId("pln", params.id);
      const { rule, effective_from } = await readJson(request, createPlanVersionRequest);
      const input = { rule: commissionRule(rule), effectiveFrom: instantOf(effective_from) };
      return Response.json(showPlanVersion(unwrap(await addPlanVersion(context, id, input))), {
        status: 201,
      });
    },
  }),
];

function commissionRule(rule: RequestedRule): CommissionRule {
  return rule.kind === "percent"
    ? { kind: "percent", rateBps: BigInt(rule.rate_bps) }
    : { kind: "flat", amountMinor: BigInt(rule.amount_minor), currency: rule.currency as Currency };
}
