import type * as z from "zod/mini";
import type { Permission } from "../../../core/access/permissions.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import type { Fields, Resource, ResourceRow } from "../../../services/resources/resource.ts";
import { fieldsOf } from "../../../services/resources/resource.ts";
import { type Operation, type Outcome, writeRows } from "../../../services/resources/write-rows.ts";
import { RequestError } from "../../shared/errors.ts";
import { agentOf, giverOf } from "../caller.ts";
import { endpointGuard } from "../endpoint-guard.ts";
import type { ApiEnv } from "../env.ts";
import type { Call, Route, Schema } from "../route.ts";
import { showInstant } from "../views/money.ts";

/** The contract of a body: an object whose fields are those of the entity. */
export type BodySchema = z.ZodMiniType<Fields, unknown>;

/** What of a call the making of its fields may ask for. */
export type Asking = Pick<Call, "env" | "context" | "caller">;

/** What of a call publishing asks for. */
export type Publishing = Pick<Call, "env" | "onceCommitted">;

/** A standard entity as the API has it. */
export type Definition<Row extends ResourceRow> = {
  readonly path: string;
  /** With its article, for the sentences of the reference. */
  readonly one: string;
  readonly many: string;
  readonly resource: Resource<Row>;
  readonly permissions: {
    readonly read: Permission;
    readonly write: Permission;
    readonly export?: Permission;
  };
  /** What is absent has no routes: it is done by a call of its own, or not at all. */
  readonly schemas: Readonly<Partial<Record<"create" | "update", BodySchema>>>;
  /** False where a file would ask too much of others, e.g. the DNS for every row. */
  readonly isImported?: boolean;
  /** What is said of bodies that their contract refuses as well. */
  readonly beside?: Route["beside"];
  /** How a row is shown, where that is not by its columns. */
  readonly show?: (row: Row, env: ApiEnv) => object;
  /** The fields of a body, where they are not those of the columns. */
  readonly toFields?: (body: Fields, call: Asking, kind: "create" | "update") => Fields;
  /** Fields of bodies that are no columns, as a file has them. */
  readonly asked?: Resource["columns"];
  /** Columns that name affiliates beside the row's own, by their names on the wire: what no agent is shown. */
  readonly ofOthers?: readonly string[];
  /** Has published what rows that were written show at the edge. */
  readonly publish?: (call: Publishing, rows: readonly Row[]) => void;
  /** What a row is shown as, where that is not by its columns. */
  readonly answer?: Schema;
};

/** Does operations with rows of the entity. */
export function write<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: Asking,
  operations: readonly Operation[],
): Promise<readonly Outcome<Row>[]> {
  const { env, caller, context } = call;
  const keys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
  const means = { keys, guard: endpointGuard(env), giver: giverOf(caller) };
  return writeRows(context, definition.resource, operations, means);
}

/** The fields that a checked body sets. */
export function fieldsIn<Row extends ResourceRow>(
  { resource, toFields }: Definition<Row>,
  body: Fields,
  call: Asking,
  kind: "create" | "update",
): Fields {
  return toFields ? toFields(body, call, kind) : fieldsOf(resource, body);
}

/** Who is shown a row, and where. */
export type Viewing = Pick<Call, "env" | "caller">;

/** Shows a row as the definition says, or by its columns; personal data to who may see it. */
export function show<Row extends ResourceRow>(
  definition: Definition<Row>,
  row: Row,
  { env, caller }: Viewing,
): Readonly<Record<string, unknown>> {
  const shown = { ...(definition.show?.(row, env) ?? showColumns(definition, row)), version: row.version };
  const { personal, ofOthers } = hiddenFrom(definition, caller);
  return { ...shown, ...Object.fromEntries([...personal, ...ofOthers].map((name) => [name, null])) };
}

/** Columns that a caller is shown as null, and cannot ask for either. */
function hiddenFrom<Row extends ResourceRow>(
  { resource: { masked = [] }, ofOthers = [] }: Definition<Row>,
  caller: Call["caller"],
) {
  return {
    personal: caller.permissions.has(SEES_PERSONAL) ? [] : masked,
    ofOthers: agentOf(caller) === null ? [] : ofOthers,
  };
}

/** Who lacks it is shown no personal data, and cannot ask for it either. */
const SEES_PERSONAL: Permission = "personal:read";

/** Throws `RequestError` 403 where a query asks a list for what the caller may not see. */
export function refuseMasked<Row extends ResourceRow>(
  definition: Definition<Row>,
  query: Fields,
  caller: Call["caller"],
): void {
  const { columns } = definition.resource;
  const { personal, ofOthers } = hiddenFrom(definition, caller);
  const isAsked = (name: string) =>
    Object.keys(query).some((asked) => query[asked] !== undefined && asked.split("[")[0] === name) ||
    query.sort === name ||
    query.sort === `-${name}` ||
    (query.q !== undefined && columns[name]?.isSearched === true);
  if (personal.some(isAsked)) {
    throw new RequestError("forbidden", `To ask for personal data takes ${SEES_PERSONAL}.`);
  }
  if (ofOthers.some(isAsked)) {
    throw new RequestError("forbidden", `An agent cannot ask for ${ofOthers.join(", ")}.`);
  }
}

function showColumns<Row extends ResourceRow>(
  { resource }: Definition<Row>,
  row: Row,
): Readonly<Record<string, unknown>> {
  const values = row as unknown as Readonly<Record<string, unknown>>;
  const columns = Object.entries(resource.columns).map(([name, { field }]) => {
    const value = values[field];
    return [name, value instanceof Date ? showInstant(value) : value];
  });
  return { id: row.id, object: resource.object, ...Object.fromEntries(columns) };
}
