import * as z from "zod/mini";
import { applyRequest } from "../../../contracts/api/applications.ts";
import { applyToProgram } from "../../../services/applications/apply.ts";
import { findPublicForm } from "../../../services/applications/forms.ts";
import { listOwnApplications } from "../../../services/applications/read-applications.ts";
import { withdrawApplication } from "../../../services/applications/withdraw.ts";
import { listLogins } from "../../../services/portal/logins.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { noFields, orNotFound, pathId } from "../params.ts";
import {
  ownApplicationView,
  publicFormView,
  showOwnApplication,
  showPublicForm,
} from "../views/application.ts";
import { reachedAffiliateView, showReachedAffiliate } from "../views/login.ts";
import { listOf } from "../views/schema.ts";
import { countCall } from "./count-call.ts";
import { definePersonRoute } from "./person-route.ts";
import { unwrapPeople } from "./refusals.ts";

/** Becoming an affiliate, and which ones one is. */
export const applicantRoutes = [
  definePersonRoute({
    method: "GET",
    path: "/v1/application-forms/:program_id",
    access: "anyone",
    summary: "Shows what a program asks of those who want to promote it.",
    answers: { 200: publicFormView },
    handler: async ({ env, people, params, header }) => {
      const programId = pathId("prg", params.program_id);
      const actor = `network:${people.networkHash ?? "unknown"}`;
      await countCall({ env, header, now: people.now }, actor);
      return Response.json(showPublicForm(orNotFound(await findPublicForm(people.db, programId))));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/application-forms/:program_id/applications",
    access: "session",
    summary: "Applies to a program, with the answers to its form and consent to its terms.",
    body: applyRequest,
    answers: { 201: ownApplicationView },
    handler: async (call) => {
      const programId = pathId("prg", call.params.program_id);
      const { form_version: formVersion, accepted_terms: acceptedTerms, ...rest } = call.body;
      const given = { ...rest, formVersion, acceptedTerms };
      const applied = await applyToProgram(call.people, call.session, programId, given);
      return Response.json(showOwnApplication(unwrapPeople(call, applied)), { status: 201 });
    },
  }),
  definePersonRoute({
    method: "GET",
    path: "/v1/me/applications",
    access: "session",
    summary: "Lists one's own applications, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(ownApplicationView) },
    handler: async ({ people, session, query }) => {
      const page = pageRequest(query);
      const found = await listOwnApplications(people.db, session.personId, page);
      return Response.json(listBody(found, showOwnApplication));
    },
  }),
  definePersonRoute({
    method: "POST",
    path: "/v1/me/applications/:id/withdraw",
    access: "session",
    summary: "Withdraws an application of one's own that waits.",
    body: noFields,
    answers: { 200: ownApplicationView },
    handler: async (call) => {
      const id = pathId("app", call.params.id);
      const withdrawn = await withdrawApplication(call.people, call.session, id);
      return Response.json(showOwnApplication(unwrapPeople(call, withdrawn)));
    },
  }),
  definePersonRoute({
    method: "GET",
    path: "/v1/me/affiliates",
    access: "session",
    summary: "Lists the affiliates that one is the login of, in whatever workspace.",
    answers: { 200: listOf(reachedAffiliateView) },
    handler: async ({ people, session }) => {
      const rows = await listLogins(people.db, session.personId);
      return Response.json(listBody({ rows, nextAfter: null }, showReachedAffiliate));
    },
  }),
];
