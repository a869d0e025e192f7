import { getRow, listRows } from "../../../services/resources/list-rows.ts";
import { endVerb, type Fields, type ResourceRow } from "../../../services/resources/resource.ts";
import type { Operation, Outcome } from "../../../services/resources/write-rows.ts";
import { unwrap } from "../answer.ts";
import { noFields, orNotFound, pathIds } from "../params.ts";
import { type Call, defineRoute, type Route, type Schema } from "../route.ts";
import { listOf } from "../views/schema.ts";
import { bulkRoute } from "./bulk.ts";
import { exportRoute, importRoute } from "./csv.ts";
import { writeCursor } from "./cursor.ts";
import {
  type BodySchema,
  type Definition,
  fieldsIn,
  refuseMasked,
  show,
  type Viewing,
  write,
} from "./definition.ts";
import { entityTag, readIfMatch } from "./if-match.ts";
import { listQuery, listRequest } from "./query.ts";
import { rowSchema } from "./row-schema.ts";

type Of<Row extends ResourceRow> = Definition<Row> & { readonly answer: Schema };

/**
 * Makes the routes of a standard entity out of its definition: list, get, create, change, archive, restore, many at
 * once, and CSV in and out.
 */
export function defineResource<Row extends ResourceRow>(given: Definition<Row>): readonly Route[] {
  const definition: Of<Row> = { ...given, answer: given.answer ?? rowSchema(given.resource) };
  const { create, update } = definition.schemas;
  const { resource, one } = definition;
  const doesEnd = resource.ends
    ? `${resource.ends.verb === "revoke" ? "Revokes" : "Removes"} ${one} for good`
    : `Takes ${one} out of lists and of use`;
  return [
    // Before those with an id in their path, which would take these for one.
    exportRoute(definition),
    ...(create && definition.isImported !== false ? [importRoute(definition)] : []),
    bulkRoute(definition),
    ...(create ? [createRoute(definition, create)] : []),
    listRoute(definition),
    showRoute(definition),
    ...(update ? [updateRoute(definition, update)] : []),
    endRoute(definition, "archive", doesEnd),
    ...(resource.ends ? [] : [endRoute(definition, "restore", `Takes ${one} back into lists`)]),
  ];
}

function listRoute<Row extends ResourceRow>(definition: Of<Row>): Route {
  const { path, many, resource, permissions, answer } = definition;
  return defineRoute({
    method: "GET",
    path,
    permission: permissions.read,
    summary: `Lists ${many}, oldest first unless sorted otherwise.`,
    query: listQuery(resource),
    answers: { 200: listOf(answer) },
    handler: async ({ context, env, caller, query }) => {
      refuseMasked(definition, query, caller);
      const place = { pepper: env.API_KEY_PEPPER, workspaceId: context.workspaceId, path };
      const request = listRequest(resource, query, place);
      const { rows, nextAfter } = await listRows(context, resource, request);
      const { column, isDescending } = request.sort;
      const sort = isDescending ? `-${column}` : column;
      return Response.json({
        object: "list",
        data: rows.map((row) => show(definition, row, { env, caller })),
        has_more: nextAfter !== null,
        next_cursor: nextAfter === null ? null : writeCursor(nextAfter, { ...place, sort }),
      });
    },
  });
}

function showRoute<Row extends ResourceRow>(definition: Of<Row>): Route {
  const { path, one, resource, permissions, answer } = definition;
  return defineRoute({
    method: "GET",
    path: `${path}/:id`,
    permission: permissions.read,
    summary: `Shows ${one}.`,
    params: pathIds({ id: resource.prefix }),
    version: "tagged",
    answers: { 200: answer },
    handler: async (call) =>
      answerWith(definition, call, orNotFound(await getRow(call.context, resource, call.params.id))),
  });
}

function createRoute<Row extends ResourceRow>(definition: Of<Row>, body: BodySchema): Route {
  const { path, one, permissions, answer } = definition;
  return defineRoute({
    method: "POST",
    path,
    permission: permissions.write,
    summary: `Creates ${one}.`,
    body,
    ...(definition.beside ? { beside: definition.beside } : {}),
    version: "tagged",
    answers: { 201: answer },
    handler: async (call) => {
      const fields = fieldsIn(definition, call.body as Fields, call, "create");
      return answerWith(definition, call, await writeOne(definition, call, { kind: "create", fields }), 201);
    },
  });
}

function updateRoute<Row extends ResourceRow>(definition: Of<Row>, body: BodySchema): Route {
  const { path, one, resource, permissions, answer } = definition;
  return defineRoute({
    method: "PATCH",
    path: `${path}/:id`,
    permission: permissions.write,
    summary: `Changes ${one}; what is absent stays.`,
    params: pathIds({ id: resource.prefix }),
    body,
    ...(definition.beside ? { beside: definition.beside } : {}),
    version: "matched",
    answers: { 200: answer },
    handler: async (call) =>
      updateOne(definition, call, fieldsIn(definition, call.body as Fields, call, "update")),
  });
}

function endRoute<Row extends ResourceRow>(
  definition: Of<Row>,
  kind: "archive" | "restore",
  does: string,
): Route {
  const { path, resource, permissions, answer } = definition;
  return defineRoute({
    method: "POST",
    path: `${path}/:id/${kind === "archive" ? endVerb(resource) : kind}`,
    permission: permissions.write,
    summary: `${does}; twice is harmless.`,
    params: pathIds({ id: resource.prefix }),
    body: noFields,
    version: "matched",
    answers: { 200: answer },
    handler: async (call) => {
      const operation: Operation = {
        ...{ kind, id: call.params.id, ifMatch: readIfMatch(call.request.headers) },
      };
      return answerWith(definition, call, await writeOne(definition, call, operation));
    },
  });
}

type AnyCall = Pick<Call, "env" | "context" | "caller" | "onceCommitted">;

/** Changes the row that a call names, and answers it. */
export async function updateOne<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: AnyCall & Pick<Call<unknown, unknown, { readonly id: string }>, "params" | "request">,
  fields: Fields,
): Promise<Response> {
  const ifMatch = readIfMatch(call.request.headers);
  const operation: Operation = { kind: "update", id: call.params.id, fields, ifMatch };
  return answerWith(definition, call, await writeOne(definition, call, operation));
}

async function writeOne<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: AnyCall,
  operation: Operation,
): Promise<Row> {
  const [outcome] = await write(definition, call, [operation]);
  const { row } = unwrap(outcome as Outcome<Row>);
  definition.publish?.(call, [row]);
  return row;
}

function answerWith<Row extends ResourceRow>(
  definition: Definition<Row>,
  viewing: Viewing,
  row: Row,
  status = 200,
): Response {
  return Response.json(show(definition, row, viewing), { status, headers: { ETag: entityTag(row.version) } });
}
