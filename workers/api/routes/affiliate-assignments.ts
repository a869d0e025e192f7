import * as z from "zod/mini";
import { assignmentRequest } from "../../../contracts/api/members.ts";
import { isId } from "../../../core/shared/id.ts";
import {
  assignAffiliates,
  listAssignments,
  unassignAffiliates,
} from "../../../services/members/assignments.ts";
import { unwrap } from "../answer.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, invalid } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { assignmentView, showAssignment } from "../views/member.ts";
import { listOf } from "../views/schema.ts";

/** Which affiliates agents look after: an agent sees these and nothing of others. */
export const affiliateAssignmentRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliate-assignments",
    permission: "assignments:read",
    summary: "Lists which affiliates agents look after, by affiliate.",
    query: z.strictObject({
      ...pageParams,
      member_id: z.optional(idParam("mem")),
      affiliate_id: z.optional(idParam("aff")),
    }),
    answers: { 200: listOf(assignmentView) },
    handler: async ({ context, query }) => {
      const filter = { memberId: query.member_id, affiliateId: query.affiliate_id };
      const found = await listAssignments(context, filter, pageRequest(query));
      return Response.json(listBody(found, showAssignment));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliate-assignments",
    permission: "assignments:write",
    summary: "Has a member look after affiliates, up to a thousand at once.",
    body: assignmentRequest,
    answers: { 200: listOf(assignmentView) },
    handler: async (call) => answer(call, assignAffiliates),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliate-assignments/end",
    permission: "assignments:write",
    summary: "Takes affiliates back from a member, up to a thousand at once.",
    body: assignmentRequest,
    answers: { 200: listOf(assignmentView) },
    handler: async (call) => answer(call, unassignAffiliates),
  }),
];

async function answer(
  { context, body }: Call<z.output<typeof assignmentRequest>>,
  verb: typeof assignAffiliates | typeof unassignAffiliates,
): Promise<Response> {
  const memberId = body.member_id;
  if (!isId("mem", memberId)) throw invalid("member_id", "names nothing in this workspace");
  const affiliateIds = body.affiliate_ids.map((id, index) => {
    if (!isId("aff", id)) throw invalid(`affiliate_ids[${index}]`, "names nothing in this workspace");
    return id;
  });
  const rows = unwrap(await verb(context, { memberId, affiliateIds }));
  return Response.json(listBody({ rows, nextAfter: null }, showAssignment));
}
