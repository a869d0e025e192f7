import * as z from "zod/mini";
import { createProgramRequest, updateProgramRequest } from "../../../contracts/api/programs.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { isId, type PlanId } from "../../../core/shared/id.ts";
import {
  createProgram,
  getProgram,
  listPrograms,
  updateProgram,
} from "../../../services/programs/programs.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams } from "../list.ts";
import { orNotFound, pageRequestOf, pathId } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { showProgram } from "../views/entities.ts";

/** Programs: a merchant's terms. */
export const programRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/programs",
    permission: "programs:write",
    summary: "Creates a program that pays by a plan.",
    handler: async ({ context, request }) => {
      const body = await readJson(request, createProgramRequest);
      const created = await createProgram(context, {
        name: body.name,
        currency: body.currency as Currency,
        planId: body.plan_id as PlanId,
        ...givenOnly({
          holdDays: body.hold_days,
          commissionCurrency: body.commission_currency,
          ...linkTerms(body),
        }),
      });
      return Response.json(showProgram(unwrap(created)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/programs",
    permission: "programs:read",
    summary: "Lists programs, oldest first.",
    handler: async ({ context, query }) => {
      const page = pageRequestOf(readQuery(query, z.strictObject(pageParams)), (after) => isId("prg", after));
      return Response.json(listBody(await listPrograms(context, page), showProgram));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/programs/:id",
    permission: "programs:read",
    summary: "Shows a program.",
    handler: async ({ context, params }) =>
      Response.json(showProgram(orNotFound(await getProgram(context, pathId("prg", params.id))))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/programs/:id",
    permission: "programs:write",
    summary: "Changes a program; what is absent stays.",
    handler: async (call) => {
      const id = pathId("prg", call.params.id);
      const body = await readJson(call.request, updateProgramRequest);
      const change = givenOnly({
        name: body.name,
        status: body.status,
        planId: body.plan_id as PlanId | undefined,
        holdDays: body.hold_days,
        commissionCurrency: body.commission_currency,
        ...linkTerms(body),
      });
      const program = unwrap(await updateProgram(call.context, id, change));
      publishChanges(call);
      return Response.json(showProgram(program));
    },
  }),
];

/** What the links of a program are published with. */
function linkTerms(body: Omit<z.output<typeof updateProgramRequest>, "status">) {
  return {
    cookieMode: body.cookie_mode,
    allowedHosts: body.allowed_hosts,
    allowedSchemes: body.allowed_schemes,
    passQuery: body.pass_query,
    addsAfsrc: body.adds_afsrc,
    isDurable: body.durable,
    clickIdParameter: body.click_id_parameter,
  };
}
