import { ERRORS } from "../../../contracts/error.ts";
import type { DeclaredAnswer, Route } from "../route.ts";
import { ANSWER_HEADERS, type AnswerHeader, QUOTA } from "./headers.ts";
import { type Json, type JsonObject, jsonSchemaOf } from "./json-schema.ts";

/** What the document tells of a call, whoever answers it. */
export type Described = Omit<Route, "permission" | "handler"> & {
  /** Who may call: with a permission, with another key or signature, with a session, or anyone. */
  readonly by:
    | { readonly permission: string; readonly isByKeyAlone?: true }
    | { readonly scheme: string | null };
  /** It is CSV where a caller prefers that. */
  readonly isCsvToo?: boolean;
};

type Parts = { readonly components: Map<string, Json>; readonly examples: Readonly<Record<string, Json>> };

/** The name of an operation: its method and path, e.g. `postPayoutBatchesByIdApprove`. */
function operationIdOf({ method, path }: Pick<Route, "method" | "path">): string {
  const words = path
    .replace(/^\/v1\//, "")
    .split("/")
    .map((part) => (part.startsWith(":") ? `by-${part.slice(1)}` : part));
  const pascal = words
    .flatMap((word) => word.split(/[^a-zA-Z0-9]+/))
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `${method.toLowerCase()}${pascal.join("")}`;
}

/** The path of a route as OpenAPI writes it. */
export const pathOf = (path: string): string => path.replaceAll(/:(\w+)/g, "{$1}");

/** Describes one call. */
export function operationOf(route: Described, parts: Parts): JsonObject {
  const owner = operationIdOf(route);
  const permission = "permission" in route.by ? route.by.permission : null;
  const example = parts.examples[`${route.method} ${pathOf(route.path)}`];
  return {
    operationId: owner,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.path.split("/").find((part) => part !== "" && part !== "v1") ?? ""],
    ...(permission === null ? {} : { "x-permission": permission }),
    security: securityOf(route),
    parameters: parametersOf(route, owner, parts),
    ...bodyOf(route, { ...parts, owner, example }),
    responses: { ...errorsOf(route), ...answersOf(route, owner, parts) },
  };
}

function securityOf({ by }: Described): Json {
  if ("permission" in by) {
    const byKey = { key: [by.permission] };
    return by.isByKeyAlone ? [byKey] : [byKey, { session: [by.permission] }];
  }
  return by.scheme === null ? [] : [{ [by.scheme]: [] }];
}

function parametersOf(route: Described, owner: string, { components }: Parts): readonly Json[] {
  const io = { owner, components };
  const inPath = route.params ? jsonSchemaOf(route.params, "input", io) : null;
  const inQuery = route.query ? jsonSchemaOf(route.query, "input", io) : null;
  const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: schemaIn(inPath, name),
  }));
  const required = (inQuery?.required ?? []) as readonly string[];
  const asked = Object.keys((inQuery?.properties ?? {}) as JsonObject).map((name) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: schemaIn(inQuery, name),
  }));
  return [...named, ...asked, ...headersOf(route)];
}

function schemaIn(object: JsonObject | null, name: string): Json {
  const schema = ((object?.properties ?? {}) as Record<string, Json>)[name];
  // A path and a query are text, whatever is then read from it.
  return schema !== undefined && JSON.stringify(schema) !== "{}" ? schema : { type: "string" };
}

/**
 * Every call of a version names it if it wants; calls of people's own matters take no other of these headers, and what the
 * intake answers is known by itself.
 */
function headersOf({ method, path, by, version }: Described): readonly Json[] {
  const ref = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  if (!("permission" in by)) {
    const isOfVersion = path.startsWith("/v1/") && (by.scheme === null || by.scheme === "session");
    return isOfVersion ? [ref("TributaryVersion")] : [];
  }
  if (by.isByKeyAlone) return [ref("TributaryVersion")];
  return [
    ...[ref("TributaryVersion"), ref("WorkspaceId"), ref("StepUpCode")],
    ...(method === "GET" ? [] : [ref("IdempotencyKey")]),
    ...(version === "matched" ? [ref("IfMatch")] : []),
  ];
}

function bodyOf(
  route: Described,
  given: {
    readonly components: Map<string, Json>;
    readonly owner: string;
    readonly example: Json | undefined;
  },
): JsonObject {
  const content: Record<string, Json> = Object.fromEntries(
    (route.takes ?? []).map((type) => [type, { schema: { type: "string" } }]),
  );
  if (route.body) {
    content["application/json"] = {
      schema: jsonSchemaOf(route.body, "input", given),
      ...(given.example === undefined ? {} : { example: given.example }),
    };
  }
  if (Object.keys(content).length === 0) return {};
  const isOptional = route.body?.safeParse(undefined).success ?? false;
  return { requestBody: { required: !isOptional, content } };
}

function answersOf(route: Described, owner: string, { components }: Parts): JsonObject {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, declared]: [string, DeclaredAnswer]) => [
      status,
      {
        description: SAID[status] ?? (status < "400" ? "Done." : "Refused."),
        headers: headersOfAnswer(route),
        content: {
          ...contentOf(declared, owner, components),
          ...(route.isCsvToo && status === "200" ? { "text/csv": { schema: { type: "string" } } } : {}),
        },
      },
    ]),
  );
}

/** Headers of the answers to a call, by their names in the document. */
function headersOfAnswer({ method, path, by, version }: Described): JsonObject {
  const isOfWorkspace = "permission" in by && !by.isByKeyAlone;
  const isCounted = isOfWorkspace || ("scheme" in by && by.scheme === "session");
  return refsOf([
    "RequestId",
    ...(path.startsWith("/v1/") ? (["TributaryVersion"] as const) : []),
    ...(isCounted ? QUOTA : []),
    ...(version === undefined ? [] : (["ETag"] as const)),
    ...(isOfWorkspace && method !== "GET" ? (["IdempotentReplayed"] as const) : []),
  ]);
}

const refsOf = (names: readonly AnswerHeader[]): JsonObject =>
  Object.fromEntries(
    names.map((name) => [ANSWER_HEADERS[name].name, { $ref: `#/components/headers/${name}` }]),
  );

const SAID: Readonly<Record<string, string>> = { 202: "Taken; it is done later." };

function contentOf(declared: DeclaredAnswer, owner: string, components: Map<string, Json>): JsonObject {
  if ("files" in declared) {
    return Object.fromEntries(declared.files.map((type) => [type, { schema: { type: "string" } }]));
  }
  return { "application/json": { schema: jsonSchemaOf(declared, "output", { owner, components }) } };
}

/** Statuses of refusals that may say when the call may do. */
const TIMED: readonly number[] = [409, 429, 503];
/** Statuses of refusals: of every call, of one that changes something, and of one with a body. */
const REFUSALS = { always: [400, 401, 403, 404, 422, 429, 500, 503], changing: [409, 412], body: [413, 415] };

/** The statuses with which a call may be refused. */
function refusalsOf(route: Pick<Described, "method" | "body" | "takes">): readonly number[] {
  const isChanging = route.method !== "GET";
  return [...REFUSALS.always, ...(isChanging ? [...REFUSALS.changing, ...REFUSALS.body] : [])].sort(
    (a, b) => a - b,
  );
}

function errorsOf(route: Described): JsonObject {
  const ref = (status: number) => ({ $ref: `#/components/responses/Error${status}` });
  return Object.fromEntries(refusalsOf(route).map((status) => [status, ref(status)]));
}

/** The answers of every refusal, by their status. */
export function errorResponses(): JsonObject {
  const codes = Object.entries(ERRORS);
  const statuses = [...new Set(codes.map(([, { status }]) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      `Error${status}`,
      {
        description: codes
          .filter(([, each]) => each.status === status)
          .map(([code]) => `\`${code}\``)
          .join(", "),
        headers: refsOf([
          ...(["RequestId", "TributaryVersion"] as const),
          ...QUOTA,
          ...(TIMED.includes(status) ? (["RetryAfter"] as const) : []),
        ]),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );
}
