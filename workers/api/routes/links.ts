import { createLinkRequest, updateLinkRequest } from "../../../contracts/api/links.ts";
import { type Link, linkResource } from "../../../services/links/links.ts";
import { fieldsOf } from "../../../services/resources/resource.ts";
import { hostOfNewLink } from "../link-hosts.ts";
import { publishChanges } from "../publisher.ts";
import { defineResource } from "../resources/define-resource.ts";
import { linkView, showLink } from "../views/link.ts";

/** Links. They are published to the edge as they are made and changed. */
export const linkRoutes = defineResource<Link>({
  ...{ path: "/v1/links", one: "a short link of an affiliate to a program", many: "links" },
  resource: linkResource,
  permissions: { read: "links:read", write: "links:write" },
  schemas: { create: createLinkRequest, update: updateLinkRequest },
  toFields: (body, { env }, kind) => ({
    ...fieldsOf(linkResource, body),
    ...(kind === "create" ? hostOfNewLink(body.host as string | undefined, env) : {}),
  }),
  ...{ show: showLink, answer: linkView },
  publish: (call, rows) =>
    publishChanges(
      call,
      rows.map(({ id }) => id),
    ),
});
