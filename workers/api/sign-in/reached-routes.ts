import { createOrganisationRequest } from "../../../contracts/api/members.ts";
import { listReached } from "../../../services/members/find-access.ts";
import { actorOf } from "../../../services/people/context.ts";
import { createOwnOrganisation } from "../../../services/workspaces/create-workspace.ts";
import { reachedView, showOrganisation, showReachedWorkspace } from "../views/member.ts";
import { definePersonRoute, type PersonCall } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

/** What a person reaches: its organisations, and the workspaces with what it may do there. */
export const reachedRoutes = [
  definePersonRoute({
    method: "GET",
    path: "/v1/me",
    access: "session",
    summary: "Lists the organisations and workspaces one reaches, and what one may do in each.",
    answers: { 200: reachedView },
    handler: async ({ people, session }) => answer(people, session.personId, 200),
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/organisations",
    access: "session",
    summary: "Creates an organisation of one's own, with its first workspace.",
    body: createOrganisationRequest,
    answers: { 201: reachedView },
    handler: async (asked) => {
      const { people, body } = asked;
      const { personId } = asked.session;
      const { db, now, requestId, networkHash } = people;
      const { name, mode } = body.workspace;
      const owned = { organisationName: body.name, name, mode, ownerId: personId };
      const call = { db, now, requestId, networkHash, actor: actorOf(personId) };
      unwrapPeople(asked, await createOwnOrganisation(call, owned));
      return answer(people, personId, 201);
    },
  }),
];

async function answer(
  { db }: PersonCall["people"],
  personId: Parameters<typeof listReached>[1],
  status: number,
): Promise<Response> {
  const { organisations, workspaces } = await listReached(db, personId);
  return Response.json(
    {
      object: "reached",
      organisations: organisations.map(showOrganisation),
      workspaces: workspaces.map(showReachedWorkspace),
    },
    { status },
  );
}
