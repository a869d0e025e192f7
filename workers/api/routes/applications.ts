import * as z from "zod/mini";
import {
  approveApplicationRequest,
  putFormRequest,
  rejectApplicationRequest,
} from "../../../contracts/api/applications.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import { approveApplication, rejectApplication } from "../../../services/applications/decide.ts";
import { findForm, putForm } from "../../../services/applications/forms.ts";
import { findApplication, listApplications } from "../../../services/applications/read-applications.ts";
import { RequestError } from "../../shared/errors.ts";
import { unwrap } from "../answer.ts";
import { invitingOf } from "../inviting.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { idParam, optionalBody, orNotFound, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { applicationView, formView, showApplication, showForm } from "../views/application.ts";
import { listOf } from "../views/schema.ts";

const version = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,8}$/, "must be the number of a version")),
  z.transform(Number),
);
const applicationsQuery = z.strictObject({
  ...pageParams,
  status: z.optional(z.enum(["pending", "approved", "rejected", "withdrawn"])),
  program_id: z.optional(idParam("prg")),
});

/** What programs ask of those who want to promote them, and who applied. */
export const applicationRoutes = [
  defineRoute({
    method: "PUT",
    path: "/v1/programs/:id/application-form",
    permission: "programs:write",
    summary: "Gives a program another version of its application form.",
    params: pathIds({ id: "prg" }),
    body: putFormRequest,
    answers: { 200: formView },
    handler: async ({ context, caller, params, body }) => {
      if (body.auto_approve.length > 0 && !caller.permissions.has("applications:decide")) {
        throw new RequestError("forbidden", "To approve by rules takes applications:decide.");
      }
      const { open, questions, terms, auto_approve: autoApprove, group, reapply_after_days } = body;
      const given = { isOpen: open, questions, terms, autoApprove, group, reapplyDays: reapply_after_days };
      return Response.json(showForm(unwrap(await putForm(context, params.id, given))));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/programs/:id/application-form",
    permission: "applications:read",
    summary: "Shows the newest application form of a program, or one of its versions.",
    params: pathIds({ id: "prg" }),
    query: z.strictObject({ version: z.optional(version) }),
    answers: { 200: formView },
    handler: async ({ context, params, query }) =>
      Response.json(showForm(orNotFound(await findForm(context, params.id, query.version)))),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/applications",
    permission: "applications:read",
    summary: "Lists applications, newest first.",
    query: applicationsQuery,
    answers: { 200: listOf(applicationView) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const filter = { status: query.status, programId: query.program_id };
      return Response.json(listBody(await listApplications(context, filter, page), showApplication));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/applications/:id",
    permission: "applications:read",
    summary: "Shows an application with its answers and the consent.",
    params: pathIds({ id: "app" }),
    answers: { 200: applicationView },
    handler: async ({ context, params }) =>
      Response.json(showApplication(orNotFound(await findApplication(context, params.id)))),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/applications/:id/approve",
    permission: "applications:decide",
    summary: "Approves an application: its person becomes the login of an affiliate.",
    params: pathIds({ id: "app" }),
    body: optionalBody(approveApplicationRequest),
    answers: { 200: applicationView },
    handler: async (call) => {
      const { affiliate_id: affiliateId, group } = call.body;
      if (affiliateId !== undefined) refuseToName(call);
      const given = { affiliateId: affiliateId as AffiliateId | undefined, group };
      const approved = await approveApplication(call.context, call.params.id, given, invitingOf(call));
      return Response.json(showApplication(unwrap(approved)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/applications/:id/reject",
    permission: "applications:decide",
    summary: "Rejects an application with a reason, which the applicant is told.",
    params: pathIds({ id: "app" }),
    body: rejectApplicationRequest,
    answers: { 200: applicationView },
    handler: async (call) => {
      const given = { reason: call.body.reason, mailing: invitingOf(call) };
      const rejected = await rejectApplication(call.context, call.params.id, given);
      return Response.json(showApplication(unwrap(rejected)));
    },
  }),
];

/** The login of an affiliate says where it is paid: whoever gives one to an affiliate that is there may say so too. */
function refuseToName({ caller }: Pick<Call, "caller">): void {
  if (caller.permissions.has("payout_methods:write")) return;
  throw new RequestError("forbidden", "To name an affiliate that is there takes payout_methods:write.");
}
