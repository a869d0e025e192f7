import { addMemberRequest, updateMemberRequest } from "../../../contracts/api/members.ts";
import { isId } from "../../../core/shared/id.ts";
import { type Member, memberResource } from "../../../services/members/member-resource.ts";
import type { Fields } from "../../../services/resources/resource.ts";
import { askedRole } from "../asked-role.ts";
import { invalid } from "../params.ts";
import { defineResource } from "../resources/define-resource.ts";
import { listedMemberView, showListedMember } from "../views/member.ts";

/** Who is made a member, and where. Throws `RequestError` 422 for an id of no person. */
function placeIn({ person_id: personId, scope }: Fields): Fields {
  if (typeof personId !== "string" || !isId("per", personId)) {
    throw invalid("person_id", "names nothing in this workspace");
  }
  return { personId, isWide: scope === "organisation" };
}

/** Members: who does what in the workspace and its organisation. */
export const memberRoutes = defineResource<Member>({
  ...{ path: "/v1/members", one: "a member", many: "members", resource: memberResource },
  permissions: { read: "members:read", write: "members:write" },
  schemas: { create: addMemberRequest, update: updateMemberRequest },
  toFields: (body, _call, kind) => ({
    ...{ role: null, customRoleId: null, ...askedRole(body) },
    ...(kind === "create" ? placeIn(body) : {}),
  }),
  ...{ show: showListedMember, answer: listedMemberView },
});
