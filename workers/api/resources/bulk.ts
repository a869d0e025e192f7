import * as z from "zod/mini";
import { id } from "../../../contracts/api/parts.ts";
import { shownAs } from "../../../contracts/described.ts";
import { problemsOf } from "../../../contracts/error.ts";
import { endVerb, type Fields, type ResourceRow } from "../../../services/resources/resource.ts";
import type { Operation } from "../../../services/resources/write-rows.ts";
import { RequestError } from "../../shared/errors.ts";
import { unwrap } from "../answer.ts";
import { type Call, defineRoute, type Route, type Schema } from "../route.ts";
import { maybe, several, text, view } from "../views/schema.ts";
import { type Asking, type BodySchema, type Definition, fieldsIn, show, write } from "./definition.ts";

/** Most operations of one call. */
const OPERATIONS_MAX = 100;

const version = z.optional(z.int().check(z.minimum(1)));
/** Fields of the body of the call for one; they are checked by that, each operation by itself. */
const fieldsLike = (body: BodySchema) => shownAs(z.record(z.string(), z.unknown()), body);

/** The contract of a bulk call, of the operations that the entity has. */
function bulkRequest<Row extends ResourceRow>({ resource, schemas }: Definition<Row>) {
  const end = endVerb(resource);
  const forms = [
    ...(schemas.create ? [z.strictObject({ op: z.literal("create"), set: fieldsLike(schemas.create) })] : []),
    ...(schemas.update
      ? [z.strictObject({ op: z.literal("update"), id, version, set: fieldsLike(schemas.update) })]
      : []),
    z.strictObject({ op: z.literal(end), id, version }),
    ...(resource.ends ? [] : [z.strictObject({ op: z.literal("restore"), id, version })]),
  ];
  const names = [...Object.keys(schemas), end, ...(resource.ends ? [] : ["restore"])];
  const operation = z.discriminatedUnion("op", forms as [(typeof forms)[number]], {
    error: `must have an op of ${names.join(", ")}`,
  });
  return z.strictObject({
    operations: z
      .array(operation)
      .check(
        z.minLength(1, "must not be empty"),
        z.maxLength(OPERATIONS_MAX, `must not be longer than ${OPERATIONS_MAX}`),
      ),
  });
}

/** An operation of a bulk call, as its contract reads it. */
type BulkOperation = {
  readonly op: string;
  readonly id: string;
  readonly version?: number | undefined;
  readonly set: unknown;
};

/** Why a row was refused, in the words of the error envelope. */
export const rowErrorView = view("RowError", {
  code: text,
  message: text,
  param: maybe(text),
  errors: several(z.strictObject({ param: text, code: text, message: text })),
});
/** Why a row was refused. */
export type RowError = z.output<typeof rowErrorView>;

/** What became of a row. */
export type RowResult<Row> =
  | { readonly row: Row; readonly status: string }
  | { readonly error: RowError; readonly status: "refused" };

/** An operation as it was asked for: by its fields on the wire. */
export type AskedOperation =
  | { readonly kind: "create"; readonly body: unknown }
  | {
      readonly kind: "update";
      readonly id: string;
      readonly body: unknown;
      readonly version?: number | undefined;
    }
  | {
      readonly kind: "archive" | "restore";
      readonly id: string;
      readonly version?: number | undefined;
    };

/** The route that does up to a hundred things at once: each is done or refused by itself. */
export function bulkRoute<Row extends ResourceRow>(
  definition: Definition<Row> & { readonly answer: Schema },
): Route {
  const { path, many, permissions } = definition;
  return defineRoute({
    method: "POST",
    path: `${path}/bulk`,
    permission: permissions.write,
    summary: `Does up to ${OPERATIONS_MAX} things with ${many} at once, and tells of each what became of it.`,
    body: bulkRequest(definition),
    answers: { 200: bulkSchema(definition.answer) },
    handler: async (call) => {
      const operations = call.body.operations as unknown as readonly BulkOperation[];
      const asked = operations.map(({ op, id: of, version: seen, set }): AskedOperation => {
        if (op === "create") return { kind: "create", body: set };
        if (op === "update") return { kind: "update", id: of, version: seen, body: set };
        return { kind: op === "restore" ? "restore" : "archive", id: of, version: seen };
      });
      const results = await doAll(definition, call, asked);
      return Response.json({
        object: "bulk_result",
        data: results.map((result) =>
          "error" in result ? result : { status: result.status, data: show(definition, result.row, call) },
        ),
      });
    },
  });
}

const bulkSchema = (row: Schema) =>
  z.object({
    object: z.literal("bulk_result"),
    data: z.array(z.object({ status: z.string(), data: z.optional(row), error: z.optional(rowErrorView) })),
  });

/** Checks each operation by the contract of its call, does those that are well, and tells of all in their order. */
export async function doAll<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: Asking & Pick<Call, "onceCommitted">,
  asked: readonly AskedOperation[],
): Promise<readonly RowResult<Row>[]> {
  const read = asked.map((each) => readOperation(definition, call, each));
  const good = read.flatMap((each) => ("kind" in each ? [each] : []));
  const outcomes = await write(definition, call, good);
  let next = 0;
  const results = read.map((each): RowResult<Row> => {
    if (!("kind" in each)) return { status: "refused", error: each };
    const outcome = outcomes[next];
    next += 1;
    return refusedOr(() => {
      if (!outcome) throw new Error("an operation has no outcome");
      const { row, did } = unwrap(outcome);
      return { row, status: did === "nothing" ? "unchanged" : did };
    });
  });
  definition.publish?.(
    call,
    results.flatMap((result) => ("row" in result ? [result.row] : [])),
  );
  return results;
}

function readOperation<Row extends ResourceRow>(
  definition: Definition<Row>,
  call: Asking,
  asked: AskedOperation,
): Operation | RowError {
  const ifMatch = "version" in asked && asked.version !== undefined ? [asked.version] : undefined;
  if (asked.kind !== "create" && asked.kind !== "update") return { kind: asked.kind, id: asked.id, ifMatch };
  const schema = definition.schemas[asked.kind];
  if (!schema) return errorOf("invalid_parameter", [CANNOT[asked.kind]]);
  const parsed = schema.safeParse(asked.body, { reportInput: true });
  if (!parsed.success) return errorOf("invalid_parameter", problemsOf(parsed.error));
  try {
    const fields: Fields = fieldsIn(definition, parsed.data, call, asked.kind);
    return asked.kind === "create"
      ? { kind: "create", fields }
      : { kind: "update", id: asked.id, fields, ifMatch };
  } catch (error) {
    return rowErrorOf(error);
  }
}

const CANNOT = {
  create: { param: "id", code: "missing_field", message: "is required" },
  update: { param: "id", code: "invalid_value", message: "is of something that is not changed" },
} as const;

function refusedOr<Row>(work: () => RowResult<Row>): RowResult<Row> {
  try {
    return work();
  } catch (error) {
    return { status: "refused", error: rowErrorOf(error) };
  }
}

function rowErrorOf(error: unknown): RowError {
  if (!(error instanceof RequestError)) throw error;
  return errorOf(error.code, error.problems, error.message);
}

function errorOf(code: string, errors: RowError["errors"], message?: string): RowError {
  const [first] = errors;
  const said = message ?? (first ? `${first.param} ${first.message}.` : "Invalid row.");
  return { code, message: said, param: first?.param ?? null, errors };
}
