import * as z from "zod/mini";
import { createLinkRequest, updateLinkRequest } from "../../../contracts/api/links.ts";
import { type AffiliateId, isId, type ProgramId } from "../../../core/shared/id.ts";
import { createLink, getLink, listLinks, updateLink } from "../../../services/links/links.ts";
import { unwrap } from "../answer.ts";
import { hostOfNewLink } from "../link-hosts.ts";
import { listBody, pageParams } from "../list.ts";
import { orNotFound, pageRequestOf, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineRoute } from "../route.ts";
import { givenOnly, instantOf } from "../values.ts";
import { linkView, showLink } from "../views/link.ts";
import { listOf } from "../views/schema.ts";

/** Links. They are published to the edge as they are made and changed. */
export const linkRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/links",
    permission: "links:write",
    summary: "Creates a short link of an affiliate to a program.",
    body: createLinkRequest,
    answers: { 201: linkView },
    handler: async (call) => {
      const { body } = call;
      const created = await createLink(call.context, {
        programId: body.program_id as ProgramId,
        affiliateId: body.affiliate_id as AffiliateId,
        ...hostOfNewLink(body.host, call.env),
        slug: body.slug,
        destinationUrl: body.destination_url,
        startsAt: instantOf(body.starts_at),
        expiresAt: instantOf(body.expires_at),
        fallbackUrl: body.fallback_url,
        rules: body.rules,
        variants: body.variants,
        isDurable: body.durable,
      });
      const link = unwrap(created);
      publishChanges(call, [link.id]);
      return Response.json(showLink(link, call.env), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/links",
    permission: "links:read",
    summary: "Lists links, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(linkView) },
    handler: async ({ context, env, query }) => {
      const page = pageRequestOf(query, (after) => isId("lnk", after));
      return Response.json(listBody(await listLinks(context, page), (link) => showLink(link, env)));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/links/:id",
    permission: "links:read",
    summary: "Shows a link.",
    params: pathIds({ id: "lnk" }),
    answers: { 200: linkView },
    handler: async ({ context, env, params }) =>
      Response.json(showLink(orNotFound(await getLink(context, params.id)), env)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/links/:id",
    permission: "links:write",
    summary: "Changes or disables a link; what is absent stays.",
    params: pathIds({ id: "lnk" }),
    body: updateLinkRequest,
    answers: { 200: linkView },
    handler: async (call) => {
      const id = call.params.id;
      const { body } = call;
      const change = givenOnly({
        destinationUrl: body.destination_url,
        status: body.status,
        startsAt: instantOrNull(body.starts_at),
        expiresAt: instantOrNull(body.expires_at),
        fallbackUrl: body.fallback_url,
        rules: body.rules,
        variants: body.variants,
        isDurable: body.durable,
      });
      const link = unwrap(await updateLink(call.context, id, change));
      publishChanges(call, [id]);
      return Response.json(showLink(link, call.env));
    },
  }),
];

/** A null lifts what was set; what is absent stays. */
function instantOrNull(ms: number | null | undefined): Date | null | undefined {
  return ms === null ? null : instantOf(ms);
}
