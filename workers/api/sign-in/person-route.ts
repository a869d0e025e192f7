import type * as z from "zod/mini";
import type { PeopleContext } from "../../../services/people/context.ts";
import type { Session } from "../../../services/people/find-session.ts";
import type { ApiEnv } from "../env.ts";
import type { Route, Schema } from "../route.ts";

/** What a handler of people's own matters is given. */
export type PersonCall<Body = unknown, Query = unknown, Params = Readonly<Record<string, string>>> = {
  readonly request: Request;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly env: ApiEnv;
  readonly people: PeopleContext;
  /** Who calls; null on a route for anyone. */
  readonly session: Session | null;
  /** Sets a header of the answer, of an error as well. */
  readonly header: (name: string, value: string) => void;
};

/**
 * Who may call: anyone, who signs in by it, or a person with a session. No key opens these routes, and no workspace
 * bounds them: they are of the person who calls, and of nobody else.
 */
export type PersonAccess = "anyone" | "session";

/** A route of people's own matters. It cannot be declared without saying who may call. */
export type PersonRoute = Omit<Route, "permission" | "handler" | "bodyBytesMax"> & {
  readonly access: PersonAccess;
  readonly handler: (call: PersonCall) => Promise<Response>;
};

type Read<Declared, Otherwise> = Declared extends Schema ? z.output<Declared> : Otherwise;
type PathParams = Readonly<Record<string, string>>;
type SessionOf<Access> = Access extends "session" ? Session : null;
type Declaration<Access, Body, Query, Params> = Omit<
  PersonRoute,
  "access" | "body" | "query" | "params" | "handler"
> & {
  readonly access: Access;
  readonly body?: Body;
  readonly query?: Query;
  readonly params?: Params;
  readonly handler: (
    call: Omit<
      PersonCall<Read<Body, undefined>, Read<Query, URLSearchParams>, Read<Params, PathParams>>,
      "session"
    > & { readonly session: SessionOf<Access> },
  ) => Promise<Response>;
};

/** Declares a route of people's own matters, as `defineRoute` does those of workspaces. */
export function definePersonRoute<
  Access extends PersonAccess,
  Body extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Params extends Schema | undefined = undefined,
>(route: Declaration<Access, Body, Query, Params>): PersonRoute {
  return route as unknown as PersonRoute;
}
