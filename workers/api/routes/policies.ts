import * as z from "zod/mini";
import { createPolicyRequest } from "../../../contracts/api/management.ts";
import { DEFAULT_POLICY } from "../../../core/attribution/policy.ts";
import { addPolicy, listPolicies } from "../../../services/policies/policies.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { showPolicy } from "../views/entities.ts";

const DAY_MS = 86_400_000;

/** The attribution policy of the workspace, as immutable versions. */
export const policyRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/attribution/policies",
    permission: "policies:read",
    summary: "Lists every version of the policy, oldest first.",
    handler: async ({ context, query }) => {
      readQuery(query, z.strictObject({}));
      return Response.json(listBody({ rows: await listPolicies(context), nextAfter: null }, showPolicy));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/attribution/policies",
    permission: "policies:write",
    summary: "Adds the next version of the policy, in force from now or from a later time.",
    handler: async ({ context, request }) => {
      const body = await readJson(request, createPolicyRequest);
      const added = await addPolicy(context, {
        policy: {
          ...DEFAULT_POLICY,
          model: { kind: body.model },
          lookbackMs: body.lookback_days * DAY_MS,
          minClickToConversionMs: body.min_click_to_conversion_seconds * 1000,
          countedVerdicts: [...new Set(body.counted_verdicts)],
        },
        effectiveFrom: instantOf(body.effective_from),
      });
      return Response.json(showPolicy(unwrap(added)), { status: 201 });
    },
  }),
];
