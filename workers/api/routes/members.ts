import * as z from "zod/mini";
import { addMemberRequest, updateMemberRequest } from "../../../contracts/api/members.ts";
import { isId } from "../../../core/shared/id.ts";
import { addMember, changeMember, listMembers, removeMember } from "../../../services/members/members.ts";
import { unwrap } from "../answer.ts";
import { askedRole } from "../asked-role.ts";
import { giverOf } from "../caller.ts";
import { listBody, pageParams } from "../list.ts";
import { invalid, noFields, pageRequestOf, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { listedMemberView, memberView, showListedMember, showMember } from "../views/member.ts";
import { listOf } from "../views/schema.ts";

/** Members: who does what in the workspace and its organisation. */
export const memberRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/members",
    permission: "members:read",
    summary: "Lists members of the workspace and of its organisation, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(listedMemberView) },
    handler: async ({ context, query }) => {
      const page = pageRequestOf(query, (after) => isId("mem", after));
      return Response.json(listBody(await listMembers(context, page), showListedMember));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/members",
    permission: "members:write",
    summary: "Gives a person of the organisation a role in the workspace, or in all of the organisation.",
    body: addMemberRequest,
    answers: { 201: memberView },
    handler: async ({ context, caller, body }) => {
      const { person_id: personId, scope } = body;
      if (!isId("per", personId)) throw invalid("person_id", "names nothing in this workspace");
      const given = { personId, isWide: scope === "organisation", ...askedRole(body) };
      return Response.json(showMember(unwrap(await addMember(context, giverOf(caller), given))), {
        status: 201,
      });
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/members/:id",
    permission: "members:write",
    summary: "Gives a member another role, which counts from its next call on.",
    params: pathIds({ id: "mem" }),
    body: updateMemberRequest,
    answers: { 200: memberView },
    handler: async ({ context, caller, params: { id }, body }) =>
      Response.json(
        showMember(unwrap(await changeMember(context, giverOf(caller), { id, asked: askedRole(body) }))),
      ),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/members/:id/remove",
    permission: "members:write",
    summary: "Removes a member, whose next call finds nothing.",
    params: pathIds({ id: "mem" }),
    body: noFields,
    answers: { 200: memberView },
    handler: async ({ context, caller, params: { id } }) =>
      Response.json(showMember(unwrap(await removeMember(context, giverOf(caller), id)))),
  }),
];
