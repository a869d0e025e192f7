import * as z from "zod/mini";
import { createOwnLinkRequest } from "../../../contracts/api/links.ts";
import type { ProgramId } from "../../../core/shared/id.ts";
import {
  createOwnLink,
  findOwnLink,
  listOwnLinks,
  listOwnPrograms,
} from "../../../services/portal/own-links.ts";
import { unwrap } from "../answer.ts";
import { sharedHosts } from "../link-hosts.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { noQuery, orNotFound, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineRoute } from "../route.ts";
import { ownLinkView, ownProgramView, showOwnLink, showOwnProgram } from "../views/login.ts";
import { listOf } from "../views/schema.ts";

/** The programs an affiliate is in, and its links to them. */
export const portalLinkRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/programs",
    permission: "portal:read",
    summary: "Lists the programs one is in.",
    query: noQuery,
    answers: { 200: listOf(ownProgramView) },
    handler: async (call) => {
      const rows = await listOwnPrograms(call.context, ownAffiliate(call));
      return Response.json(listBody({ rows, nextAfter: null }, showOwnProgram));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/links",
    permission: "portal:read",
    summary: "Lists one's links, newest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(ownLinkView) },
    handler: async (call) => {
      const page = pageRequest(call.query);
      const found = await listOwnLinks(call.context, ownAffiliate(call), page);
      return Response.json(listBody(found, (link) => showOwnLink(link, call.env)));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/links/:id",
    permission: "portal:read",
    summary: "Shows a link of one's own.",
    params: pathIds({ id: "lnk" }),
    answers: { 200: ownLinkView },
    handler: async (call) => {
      const found = await findOwnLink(call.context, ownAffiliate(call), call.params.id);
      return Response.json(showOwnLink(orNotFound(found), call.env));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/links",
    permission: "portal:write",
    summary: "Makes a short link of one's own to a page of a program that one is in.",
    body: createOwnLinkRequest,
    answers: { 201: ownLinkView },
    handler: async (call) => {
      const { program_id: programId, destination_url: destinationUrl } = call.body;
      const [host = ""] = sharedHosts(call.env);
      const given = { programId: programId as ProgramId, destinationUrl, host };
      const link = unwrap(await createOwnLink(call.context, ownAffiliate(call), given));
      publishChanges(call, [link.id]);
      return Response.json(showOwnLink(link, call.env), { status: 201 });
    },
  }),
];
