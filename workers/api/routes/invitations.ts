import * as z from "zod/mini";
import { createInvitationRequest } from "../../../contracts/api/invitations.ts";
import {
  createInvitation,
  resendInvitation,
  revokeInvitation,
} from "../../../services/invitations/invitations.ts";
import { listInvitations } from "../../../services/invitations/list-invitations.ts";
import { unwrap } from "../answer.ts";
import { askedRole } from "../asked-role.ts";
import { giverOf } from "../caller.ts";
import { invitingOf } from "../inviting.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { invitationView, showInvitation } from "../views/invitation.ts";
import { listOf } from "../views/schema.ts";

/** Invitations: who may become a member by proving an address. */
export const invitationRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/invitations",
    permission: "members:read",
    summary: "Lists invitations, oldest first, never their tokens.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(invitationView) },
    handler: async ({ context, query }) => {
      const page = await listInvitations(context, pageRequest(query));
      return Response.json(listBody(page, (row) => showInvitation(row, context.now)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/invitations",
    permission: "members:write",
    summary: "Invites an address to a role in the workspace, or in all of the organisation.",
    body: createInvitationRequest,
    answers: { 201: invitationView },
    handler: async (call) => {
      const { context, caller, body } = call;
      const isWide = body.scope === "organisation";
      const given = { giver: giverOf(caller), email: body.email, isWide, ...askedRole(body) };
      const made = unwrap(await createInvitation(context, given, invitingOf(call)));
      return Response.json(showInvitation(made, context.now), { status: 201 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/invitations/:id/resend",
    permission: "members:write",
    summary: "Mails an invitation once more, with another link; the one before leads nowhere.",
    params: pathIds({ id: "inv" }),
    body: noFields,
    answers: { 200: invitationView },
    handler: async (call) => {
      const { context, caller, params } = call;
      const resent = { id: params.id, inviting: invitingOf(call) };
      const sent = unwrap(await resendInvitation(context, giverOf(caller), resent));
      return Response.json(showInvitation(sent, context.now));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/invitations/:id/revoke",
    permission: "members:write",
    summary: "Takes an invitation back, whose link leads nowhere from then on.",
    params: pathIds({ id: "inv" }),
    body: noFields,
    answers: { 200: invitationView },
    handler: async ({ context, caller, params: { id } }) => {
      const revoked = unwrap(await revokeInvitation(context, giverOf(caller), id));
      return Response.json(showInvitation(revoked, context.now));
    },
  }),
];
