import type * as z from "zod/mini";
import type { Problem } from "../../contracts/error.ts";
import type { Permission } from "../../core/access/permissions.ts";
import type { Context } from "../../services/shared/context.ts";
import type { Caller } from "./caller.ts";
import type { ApiEnv } from "./env.ts";

/** A contract of what a request holds. */
export type Schema = z.ZodMiniType;
type PathParams = Readonly<Record<string, string>>;

/** What a handler is given: the request taken apart and checked, the caller, and an open database. */
export type Call<Body = unknown, Query = unknown, Params = PathParams> = {
  readonly request: Request;
  /** The parts of the path that the route names, e.g. `id`. */
  readonly params: Params;
  /** As its declared contract reads it. */
  readonly query: Query;
  /** As its declared contract reads it. */
  readonly body: Body;
  readonly env: ApiEnv;
  readonly caller: Caller;
  /** The caller's workspace, for the verbs in `services`. */
  readonly context: Context;
  /** As `context`, outside of the call's transaction: what is written by it stays though the call is refused. */
  readonly apart: Context;
  /** Has something done after the commit and before the answer, which it must not change; it must not throw. */
  readonly onceCommitted: (work: (context: Context) => Promise<void>) => void;
};

/** What a good answer of a status holds: JSON of a form, or a file of one of some types. */
export type DeclaredAnswer = Schema | { readonly files: readonly string[] };

/** A route of the API. It cannot be declared without a permission. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With parameters as `:name`, e.g. `/v1/links/:id`. */
  readonly path: string;
  /** What the caller must be allowed. */
  readonly permission: Permission;
  /** One sentence for the reference. */
  readonly summary: string;
  /** More sentences for the reference, in Markdown. */
  readonly description?: string;
  /** Contract of the parts of the path; what breaks it names nothing, and is 404. */
  readonly params?: Schema;
  /** Contract of the query, in which each parameter stands once; without one, no parameter is taken. */
  readonly query?: Schema;
  /** Contract of the body, which is JSON; one that is optional may be left out. */
  readonly body?: Schema;
  /**
   * What is wrong with an object that the contract of the body refused, besides what that found: said of fields that are looked
   * up, so that whoever sent it is told of all at once. Of a field that the contract refused nothing more is told.
   */
  readonly beside?: (given: Readonly<Record<string, unknown>>, env: ApiEnv) => Promise<readonly Problem[]>;
  /** Media types of a body that is no JSON. */
  readonly takes?: readonly string[];
  /** The answer's `ETag` is the version of a row; where that is matched, the call is done only if `If-Match` names it. */
  readonly version?: "tagged" | "matched";
  /** Good answers by their status, and refusals that are not in the form of all. */
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  /** Largest body, in bytes, where it is another than that of all routes. */
  readonly bodyBytesMax?: number;
  readonly handler: (call: Call<unknown, unknown, PathParams>) => Promise<Response>;
};

type Read<Declared, Otherwise> = Declared extends Schema ? z.output<Declared> : Otherwise;
type Declaration<Body, Query, Params> = Omit<Route, "body" | "query" | "params" | "handler"> & {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly handler: (
    call: Call<Read<Body, undefined>, Read<Query, Record<string, never>>, Read<Params, PathParams>>,
  ) => Promise<Response>;
};

/**
 * Declares a route; `workers/api/routes/index.ts` lists them all. Its handler is given what its contracts make of the
 * request, which `readCall` sees to.
 */
export function defineRoute<
  Body extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Params extends Schema | undefined = undefined,
>(route: Declaration<Body, Query, Params>): Route {
  return route as unknown as Route;
}
