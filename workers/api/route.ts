import type { Permission } from "../../core/access/permissions.ts";
import type { Context } from "../../services/shared/context.ts";
import type { AuthenticatedKey } from "./authenticate.ts";
import type { ApiEnv } from "./env.ts";

/** What a handler is given: the request taken apart, the caller, and an open database. */
export type Call = {
  readonly request: Request;
  /** The parts of the path that the route names, e.g. `id`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly env: ApiEnv;
  readonly key: AuthenticatedKey;
  /** The caller's workspace, for the verbs in `services`. */
  readonly context: Context;
  /** As `context`, outside of the call's transaction: what is written by it stays though the call is refused. */
  readonly apart: Context;
  /** Has something done after the commit and before the answer, which it must not change; it must not throw. */
  readonly onceCommitted: (work: (context: Context) => Promise<void>) => void;
};

/** A route of the API. It cannot be declared without a permission. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** With parameters as `:name`, e.g. `/v1/links/:id`. */
  readonly path: string;
  /** The scope a key must have. */
  readonly permission: Permission;
  /** One sentence for the reference. */
  readonly summary: string;
  /** Largest body, in bytes, where it is another than that of all routes. */
  readonly bodyBytesMax?: number;
  readonly handler: (call: Call) => Promise<Response>;
};

/** Declares a route; `workers/api/routes/index.ts` lists them all. */
export const defineRoute = (route: Route): Route => route;
