import * as z from "zod/mini";
import { createPlanExceptionRequest } from "../../../contracts/api/plans.ts";
import type { AffiliateId, PlanId, ProgramId } from "../../../core/shared/id.ts";
import { addPlanException, listPlanExceptions } from "../../../services/plans/exceptions.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { instantOf } from "../values.ts";
import { planExceptionView, showPlanException } from "../views/plan.ts";
import { listOf } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  affiliate_id: z.optional(idParam("aff")),
  program_id: z.optional(idParam("prg")),
});

/** Plans of single affiliates in a program, for a time. */
export const planExceptionRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/plan-exceptions",
    permission: "programs:write",
    summary: "Gives an affiliate a plan of its own in a program, from now or from a later time.",
    body: createPlanExceptionRequest,
    answers: { 201: planExceptionView },
    handler: async ({ context, body }) => {
      const added = await addPlanException(context, {
        programId: body.program_id as ProgramId,
        affiliateId: body.affiliate_id as AffiliateId,
        planId: body.plan_id as PlanId | null,
        effectiveFrom: instantOf(body.effective_from),
        effectiveTo: instantOf(body.effective_to),
      });
      return Response.json(showPlanException(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/plan-exceptions",
    permission: "programs:read",
    summary: "Lists plans of single affiliates, oldest first.",
    query: listQuery,
    answers: { 200: listOf(planExceptionView) },
    handler: async ({ context, query }) => {
      const read = query;
      const page = pageRequest(read);
      const filter = { affiliateId: read.affiliate_id, programId: read.program_id };
      return Response.json(listBody(await listPlanExceptions(context, filter, page), showPlanException));
    },
  }),
];
