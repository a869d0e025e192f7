import * as z from "zod/mini";
import { createCustomRoleRequest, updateCustomRoleRequest } from "../../../contracts/api/members.ts";
import {
  archiveCustomRole,
  createCustomRole,
  listCustomRoles,
  updateCustomRole,
} from "../../../services/members/custom-roles.ts";
import { unwrap } from "../answer.ts";
import { giverOf } from "../caller.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { customRoleView, showCustomRole } from "../views/member.ts";
import { listOf } from "../views/schema.ts";

/** Roles of the organisation's own. */
export const customRoleRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/custom-roles",
    permission: "roles:read",
    summary: "Lists the organisation's own roles, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(customRoleView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      return Response.json(listBody(await listCustomRoles(context, page), showCustomRole));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/custom-roles",
    permission: "roles:write",
    summary: "Makes a role of permissions that the caller has on the organisation.",
    body: createCustomRoleRequest,
    answers: { 201: customRoleView },
    handler: async ({ context, caller, body }) =>
      Response.json(showCustomRole(unwrap(await createCustomRole(context, giverOf(caller), body))), {
        status: 201,
      }),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/custom-roles/:id",
    permission: "roles:write",
    summary: "Changes a role for all who have it, from their next call on; what is absent stays.",
    params: pathIds({ id: "rol" }),
    body: updateCustomRoleRequest,
    answers: { 200: customRoleView },
    handler: async ({ context, caller, params: { id }, body }) => {
      const change = { id, ...givenOnly(body) };
      return Response.json(showCustomRole(unwrap(await updateCustomRole(context, giverOf(caller), change))));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/custom-roles/:id/archive",
    permission: "roles:write",
    summary: "Archives a role that no member has any more.",
    params: pathIds({ id: "rol" }),
    body: noFields,
    answers: { 200: customRoleView },
    handler: async ({ context, caller, params: { id } }) =>
      Response.json(showCustomRole(unwrap(await archiveCustomRole(context, giverOf(caller), id)))),
  }),
];
