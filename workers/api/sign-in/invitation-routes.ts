import * as z from "zod/mini";
import { acceptInvitationRequest } from "../../../contracts/api/invitations.ts";
import { acceptInvitation } from "../../../services/invitations/accept-invitation.ts";
import { loginView, showLogin } from "../views/login.ts";
import { memberView, showMember } from "../views/member.ts";
import { definePersonRoute } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

const acceptedView = z.union([memberView, loginView]);

/** Becoming a member, or the login of an affiliate, by an invitation. */
export const acceptingRoutes = [
  definePersonRoute({
    method: "POST",
    path: "/v1/invitations/accept",
    access: "session",
    summary: "Accepts an invitation by its link, signed in with the address it was sent to.",
    body: acceptInvitationRequest,
    answers: { 200: acceptedView, 201: acceptedView },
    handler: async (call) => {
      const accepted = await acceptInvitation(call.people, call.session, call.body.token);
      const made = unwrapPeople(call, accepted);
      const shown = "member" in made ? showMember(made.member) : showLogin(made.login);
      return Response.json(shown, { status: made.isNew ? 201 : 200 });
    },
  }),
];
