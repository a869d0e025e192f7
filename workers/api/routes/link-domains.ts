import { createLinkDomainRequest, updateLinkDomainRequest } from "../../../contracts/api/link-domains.ts";
import { dnsOverHttps } from "../../../platform/dns-over-https.ts";
import { domainResource, type LinkDomain } from "../../../services/domains/domains.ts";
import { verifyDomain } from "../../../services/domains/verify-domain.ts";
import { fieldsOf } from "../../../services/resources/resource.ts";
import { sharedHosts } from "../link-hosts.ts";
import { invalid, orNotFound, pathIds } from "../params.ts";
import { publishChanges } from "../publisher.ts";
import { defineResource } from "../resources/define-resource.ts";
import { defineRoute } from "../route.ts";
import { linkDomainView, showLinkDomain } from "../views/link-domain.ts";

/** Link domains: hosts of a workspace's own for its links. The answer tells the DNS record that proves one. */
export const linkDomainRoutes = [
  ...defineResource<LinkDomain>({
    ...{ path: "/v1/link-domains", one: "a link domain", many: "link domains", resource: domainResource },
    permissions: { read: "domains:read", write: "domains:write" },
    schemas: { create: createLinkDomainRequest, update: updateLinkDomainRequest },
    toFields: (body, { env }) => {
      if (sharedHosts(env).includes(String(body.host)))
        throw invalid("host", "is a host that all workspaces share");
      return fieldsOf(domainResource, body);
    },
    ...{ show: showLinkDomain, answer: linkDomainView },
    // With its host's, the copies of its links.
    publish: (call) => publishChanges(call),
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
