import { acceptInvitationRequest } from "../../../contracts/api/invitations.ts";
import { acceptInvitation } from "../../../services/invitations/accept-invitation.ts";
import { memberView, showMember } from "../views/member.ts";
import { definePersonRoute } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

/** Becoming a member by an invitation. */
export const acceptingRoutes = [
  definePersonRoute({
    method: "POST",
    path: "/v1/invitations/accept",
    access: "session",
    summary: "Accepts an invitation by its link, signed in with the address it was sent to.",
    body: acceptInvitationRequest,
    answers: { 200: memberView, 201: memberView },
    handler: async (call) => {
      const accepted = await acceptInvitation(call.people, call.session, call.body.token);
      const { member, isNew } = unwrapPeople(call, accepted);
      return Response.json(showMember(member), { status: isNew ? 201 : 200 });
    },
  }),
];
