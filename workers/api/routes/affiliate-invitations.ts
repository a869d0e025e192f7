import * as z from "zod/mini";
import { inviteLoginRequest } from "../../../contracts/api/invitations.ts";
import {
  inviteLogin,
  listLoginInvitations,
  revokeLoginInvitation,
} from "../../../services/invitations/login-invitations.ts";
import { unwrap } from "../answer.ts";
import { invitingOf } from "../inviting.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, optionalBody, orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { loginInvitationView, showLoginInvitation } from "../views/invitation.ts";
import { listOf } from "../views/schema.ts";

/** Who is invited to be the login of an affiliate: it may say where that one is paid, hence the permission. */
export const affiliateInvitationRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/invitations",
    permission: "affiliates:read",
    summary: "Lists who was invited to be the login of an affiliate, oldest first.",
    params: pathIds({ id: "aff" }),
    query: z.strictObject(pageParams),
    answers: { 200: listOf(loginInvitationView) },
    handler: async ({ context, params, query }) => {
      const page = pageRequest(query);
      const found = orNotFound(await listLoginInvitations(context, params.id, page));
      return Response.json(listBody(found, (row) => showLoginInvitation(row, context.now)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/invitations",
    permission: "payout_methods:write",
    summary: "Invites an address to be the login of an affiliate, by a link that is mailed to it.",
    params: pathIds({ id: "aff" }),
    body: optionalBody(inviteLoginRequest),
    answers: { 201: loginInvitationView },
    handler: async (call) => {
      const { context, params, body } = call;
      const given = { affiliateId: params.id, email: body.email };
      const made = unwrap(await inviteLogin(context, given, invitingOf(call)));
      return Response.json(showLoginInvitation(made, context.now), { status: 201 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/invitations/:invitation_id/revoke",
    permission: "affiliates:write",
    summary: "Takes such an invitation back, whose link leads nowhere from then on.",
    params: pathIds({ id: "aff", invitation_id: "inv" }),
    body: noFields,
    answers: { 200: loginInvitationView },
    handler: async ({ context, params }) => {
      const revoked = unwrap(await revokeLoginInvitation(context, params.id, params.invitation_id));
      return Response.json(showLoginInvitation(revoked, context.now));
    },
  }),
];
