import * as z from "zod/mini";
import { createPolicyRequest } from "../../../contracts/api/policies.ts";
import { createPolicyCaseRequest } from "../../../contracts/api/policy-cases.ts";
import { addPolicyCase, listPolicyCases, retirePolicyCase } from "../../../services/policies/cases.ts";
import { addPolicy, listPolicies } from "../../../services/policies/policies.ts";
import { unwrap } from "../answer.ts";
import { policySaleExpectedOf, policySaleOf } from "../case-input.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noQuery, pathIds } from "../params.ts";
import { policyOf } from "../policy-terms.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { policyCaseView, policyView, showPolicy, showPolicyCase } from "../views/policy.ts";
import { listOf } from "../views/schema.ts";

/** The attribution policy of the workspace, as immutable versions, and the cases it must keep. */
export const policyRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/attribution/policies",
    permission: "policies:read",
    summary: "Lists every version of the policy, oldest first.",
    query: noQuery,
    answers: { 200: listOf(policyView) },
    handler: async ({ context }) => {
      return Response.json(listBody({ rows: await listPolicies(context), nextAfter: null }, showPolicy));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/attribution/policies",
    permission: "policies:write",
    summary: "Adds the next version of the policy, in force from now or from a later time.",
    body: createPolicyRequest,
    answers: { 201: policyView },
    handler: async ({ context, body }) => {
      const { effective_from, ...terms } = body;
      const effectiveFrom = instantOf(effective_from);
      const added = await addPolicy(context, { policy: policyOf(terms), effectiveFrom });
      return Response.json(showPolicy(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/attribution/policies/cases",
    permission: "policies:write",
    summary:
      "Keeps a case: a journey and an order, and the credits or the money that every later version must give.",
    body: createPolicyCaseRequest,
    answers: { 201: policyCaseView },
    handler: async ({ context, body }) => {
      const { name, given, expected } = body;
      const input = { name, given: policySaleOf(given), expected: policySaleExpectedOf(expected) };
      const added = await addPolicyCase(context, input);
      return Response.json(showPolicyCase(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/attribution/policies/cases",
    permission: "policies:read",
    summary: "Lists cases with what the newest version makes of them, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(policyCaseView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listPolicyCases(context, page), showPolicyCase));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/attribution/policies/cases/:id/retire",
    permission: "policies:write",
    summary: "Retires a case: it holds no later version back.",
    params: pathIds({ id: "poc" }),
    answers: { 200: policyCaseView },
    handler: async ({ context, params }) =>
      Response.json(showPolicyCase(unwrap(await retirePolicyCase(context, params.id)))),
  }),
];
