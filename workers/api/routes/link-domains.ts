import * as z from "zod/mini";
import { createLinkDomainRequest, updateLinkDomainRequest } from "../../../contracts/api/link-domains.ts";
import { isId } from "../../../core/shared/id.ts";
import { dnsOverHttps } from "../../../platform/dns-over-https.ts";
import { createDomain, getDomain, listDomains, updateDomain } from "../../../services/domains/domains.ts";
import { verifyDomain } from "../../../services/domains/verify-domain.ts";
import { unwrap } from "../answer.ts";
import { sharedHosts } from "../link-hosts.ts";
import { listBody, pageParams } from "../list.ts";
import { invalid, orNotFound, pageRequestOf, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { linkDomainView, showLinkDomain } from "../views/link-domain.ts";
import { listOf } from "../views/schema.ts";

/** Link domains: hosts of a workspace's own for its links. */
export const linkDomainRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/link-domains",
    permission: "domains:write",
    summary: "Adds a link domain; the answer tells the DNS record that proves it.",
    body: createLinkDomainRequest,
    answers: { 201: linkDomainView },
    handler: async ({ context, env, body }) => {
      const { host, ...served } = body;
      if (sharedHosts(env).includes(host)) throw invalid("host", "is a host that all workspaces share");
      const created = await createDomain(context, { host, ...changeOf(served) });
      return Response.json(showLinkDomain(unwrap(created)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/link-domains",
    permission: "domains:read",
    summary: "Lists link domains, oldest first.",
    query: z.strictObject(pageParams),
    answers: { 200: listOf(linkDomainView) },
    handler: async ({ context, query }) => {
      const page = pageRequestOf(query, (after) => isId("dom", after));
      return Response.json(listBody(await listDomains(context, page), showLinkDomain));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/link-domains/:id",
    permission: "domains:read",
    summary: "Shows a link domain.",
    params: pathIds({ id: "dom" }),
    answers: { 200: linkDomainView },
    handler: async ({ context, params }) =>
      Response.json(showLinkDomain(orNotFound(await getDomain(context, params.id)))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/link-domains/:id",
    permission: "domains:write",
    summary: "Changes what a link domain serves besides its links; what is absent stays.",
    params: pathIds({ id: "dom" }),
    body: updateLinkDomainRequest,
    answers: { 200: linkDomainView },
    handler: async (call) => {
      const id = call.params.id;
      const change = changeOf(call.body);
      const domain = unwrap(await updateDomain(call.context, id, change));
      publishChanges(call, [id]);
      return Response.json(showLinkDomain(domain));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/link-domains/:id/verify",
    permission: "domains:write",
    summary: "Looks up the DNS record of a link domain now.",
    params: pathIds({ id: "dom" }),
    answers: { 200: linkDomainView },
    handler: async (call) => {
      const id = call.params.id;
      const resolveTxt = dnsOverHttps(call.env.DNS_RESOLVER_URL);
      const domain = orNotFound(await verifyDomain(call.context, id, resolveTxt));
      publishChanges(call);
      return Response.json(showLinkDomain(domain));
    },
  }),
];

function changeOf(body: z.output<typeof updateLinkDomainRequest>) {
  return givenOnly({
    rootUrl: body.root_url,
    appleAssociation: body.apple_association,
    androidAssetLinks: body.android_asset_links,
  });
}
