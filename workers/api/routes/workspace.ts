import { updateWorkspaceRequest } from "../../../contracts/api/workspace.ts";
import { setTimeZone } from "../../../services/workspaces/set-time-zone.ts";
import { getWorkspace, updateWorkspace } from "../../../services/workspaces/settings.ts";
import { unwrap } from "../answer.ts";
import { publishChanges } from "../publisher.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { showWorkspace, workspaceView } from "../views/entities.ts";

/** Settings of the caller's workspace. */
export const workspaceRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/workspace",
    permission: "workspace:read",
    summary: "Shows the workspace of the key and its settings.",
    answers: { 200: workspaceView },
    handler: async ({ context }) => Response.json(showWorkspace(await getWorkspace(context))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/workspace",
    permission: "workspace:write",
    summary: "Changes the settings of the workspace; what is absent stays.",
    body: updateWorkspaceRequest,
    answers: { 200: workspaceView },
    handler: async (call) => {
      const { body } = call;
      if (body.time_zone !== undefined) unwrap(await setTimeZone(call.context, body.time_zone));
      const change = givenOnly({ name: body.name, parameterMap: body.parameter_map });
      const workspace = unwrap(await updateWorkspace(call.context, change));
      publishChanges(call);
      return Response.json(showWorkspace(workspace));
    },
  }),
];
