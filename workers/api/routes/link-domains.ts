import * as z from "zod/mini";
import { createLinkDomainRequest, updateLinkDomainRequest } from "../../../contracts/api/link-domains.ts";
import { isId } from "../../../core/shared/id.ts";
import { dnsOverHttps } from "../../../platform/dns-over-https.ts";
import { createDomain, getDomain, listDomains, updateDomain } from "../../../services/domains/domains.ts";
import { verifyDomain } from "../../../services/domains/verify-domain.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { sharedHosts } from "../link-hosts.ts";
import { listBody, pageParams } from "../list.ts";
import { invalid, orNotFound, pageRequestOf, pathId } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { showLinkDomain } from "../views/link-domain.ts";

/** Link domains: hosts of a workspace's own for its links. */
export const linkDomainRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/link-domains",
    permission: "domains:write",
    summary: "Adds a link domain; the answer tells the DNS record that proves it.",
    handler: async ({ context, env, request }) => {
      const { host, ...served } = await readJson(request, createLinkDomainRequest);
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
    handler: async ({ context, query }) => {
      const page = pageRequestOf(readQuery(query, z.strictObject(pageParams)), (after) => isId("dom", after));
      return Response.json(listBody(await listDomains(context, page), showLinkDomain));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/link-domains/:id",
    permission: "domains:read",
    summary: "Shows a link domain.",
    handler: async ({ context, params }) =>
      Response.json(showLinkDomain(orNotFound(await getDomain(context, pathId("dom", params.id))))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/link-domains/:id",
    permission: "domains:write",
    summary: "Changes what a link domain serves besides its links; what is absent stays.",
    handler: async (call) => {
      const id = pathId("dom", call.params.id);
      const change = changeOf(await readJson(call.request, updateLinkDomainRequest));
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
    handler: async (call) => {
      const id = pathId("dom", call.params.id);
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
