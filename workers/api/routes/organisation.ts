import { createWorkspaceRequest, updateOrganisationRequest } from "../../../contracts/api/members.ts";
import { createSibling, renameOrganisation } from "../../../services/members/organisation.ts";
import { unwrap } from "../answer.ts";
import { giverOf } from "../caller.ts";
import { defineRoute } from "../route.ts";
import { showWorkspace, workspaceView } from "../views/entities.ts";
import { organisationView, showOrganisation } from "../views/member.ts";

/** The organisation of the caller's workspace, and its further workspaces. */
export const organisationRoutes = [
  defineRoute({
    method: "PATCH",
    path: "/v1/organisation",
    permission: "organisation:write",
    summary: "Renames the organisation of the workspace.",
    body: updateOrganisationRequest,
    answers: { 200: organisationView },
    handler: async ({ context, caller, body }) =>
      Response.json(showOrganisation(unwrap(await renameOrganisation(context, giverOf(caller), body.name)))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/workspaces",
    permission: "workspaces:write",
    summary: "Creates one more workspace of the organisation.",
    body: createWorkspaceRequest,
    answers: { 201: workspaceView },
    handler: async ({ context, caller, body }) =>
      Response.json(showWorkspace(unwrap(await createSibling(context, giverOf(caller), body))), {
        status: 201,
      }),
  }),
];
