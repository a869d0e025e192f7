import { VERSION } from "../../shared/version.ts";
import { csvBeside } from "../csv-beside.ts";
import type { Route } from "../route.ts";
import type { PersonRoute } from "../sign-in/person-route.ts";
import { errorView } from "../views/error.ts";
import { EXAMPLES } from "./from-docs.ts";
import { ANSWER_HEADERS, PARAMETERS } from "./headers.ts";
import { type Json, type JsonObject, jsonSchemaOf } from "./json-schema.ts";
import { type Described, errorResponses, operationOf, pathOf } from "./operation.ts";
import { OTHERS } from "./others.ts";

const SECURITY: JsonObject = {
  key: { type: "http", scheme: "bearer", description: "A secret key of a workspace, `tb_live_…`." },
  session: { type: "apiKey", in: "cookie", name: "__Host-tb_session", description: "A person's session." },
  publishableKey: { type: "http", scheme: "bearer", description: "A publishable key, `tb_pk_…`." },
  postbackKey: { type: "apiKey", in: "query", name: "key", description: "A postback key, `tb_pb_…`." },
};

/** Every call that is answered, described. */
export function describedCalls(
  routes: readonly Route[],
  personRoutes: readonly PersonRoute[],
): readonly Described[] {
  return [
    ...routes.map(({ permission, ...route }) => ({
      ...{ ...route, by: { permission } },
      isCsvToo: csvBeside(routes, route) !== undefined,
    })),
    ...personRoutes.map(({ access, ...route }) => ({
      ...route,
      by: { scheme: access === "session" ? "session" : null },
    })),
    ...OTHERS,
  ];
}

/** The OpenAPI 3.1 document of what the API answers. */
export function openApiDocument(
  routes: readonly Route[],
  personRoutes: readonly PersonRoute[] = [],
): JsonObject {
  const components = new Map<string, Json>();
  jsonSchemaOf(errorView, "output", { owner: "Error", components });
  const paths: Record<string, Record<string, Json>> = {};
  for (const call of describedCalls(routes, personRoutes)) {
    const path = pathOf(call.path);
    paths[path] ??= {};
    paths[path][call.method.toLowerCase()] = operationOf(call, { components, examples: EXAMPLES });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tributary",
      version: VERSION,
      summary: "Affiliate tracking, attribution and payouts that run on the edge.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: PARAMETERS,
      headers: Object.fromEntries(
        Object.entries(ANSWER_HEADERS).map(([key, { description }]) => [
          key,
          { description, schema: { type: "string" } },
        ]),
      ),
      responses: errorResponses(),
      securitySchemes: SECURITY,
    },
  };
}
