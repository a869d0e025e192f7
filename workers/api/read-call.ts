import { RequestError } from "../shared/errors.ts";
import { checked, isJsonType, readAnyJson } from "../shared/read-json.ts";
import { noQuery, notFound } from "./params.ts";
import { readQuery } from "./read-query.ts";
import type { Call, Route, Schema } from "./route.ts";

/** A call whose query and body are as they came. */
export type UnreadCall = Omit<Call, "query" | "body"> & { readonly query: URLSearchParams };

/**
 * Reads what a route declares of its path, its query and its body, and gives the call with them. A query that a route does
 * not declare has no parameters.
 *
 * Throws `RequestError`: 404 for a path that names nothing, 422 listing every parameter or field at fault, 400, 413
 * and 415 for a body that is none.
 */
export async function readCall(route: Route, call: UnreadCall): Promise<Call> {
  const params = route.params ? readParams(call.params, route.params) : call.params;
  const query = readQuery(call.query, route.query ?? noQuery);
  const body = route.body ? await readBody(call, route, route.body) : undefined;
  return { ...call, params, query, body };
}

function readParams(given: Call["params"], schema: Schema): Call["params"] {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw notFound();
  return parsed.data as Call["params"];
}

async function readBody({ request, env }: UnreadCall, route: Route, schema: Schema): Promise<unknown> {
  const isEmpty = request.body === null || request.headers.get("content-length") === "0";
  const absent = isEmpty ? schema.safeParse(undefined) : null;
  if (absent?.success) return absent.data;
  if (!isEmpty && !isJsonType(request.headers.get("content-type"))) {
    throw new RequestError("unsupported_media_type", "Send the body as application/json, in UTF-8.");
  }
  const given = await readAnyJson(request);
  try {
    return checked(given, schema);
  } catch (error) {
    if (!(error instanceof RequestError) || !route.beside || !isObject(given)) throw error;
    const { code, message, problems } = error;
    const told = new Set(problems.map(({ param }) => param));
    const good = Object.fromEntries(Object.entries(given).filter(([name]) => !told.has(name)));
    throw new RequestError(code, message, [...problems, ...(await route.beside(good, env))]);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
