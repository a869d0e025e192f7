import { Hono, type Context as HonoContext } from "hono";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { tellError } from "../../core/shared/tell-error.ts";
import { boundToAgent, refuseUnboundRole, withDatabase } from "../../db/client.ts";
import { isDatabaseAway } from "../../db/errors.ts";
import type { Context } from "../../services/shared/context.ts";
import { answerError, errorResponse, RequestError } from "../shared/errors.ts";
import { type RequestVariables, requestId } from "../shared/request-id.ts";
import { stateVersion } from "../shared/version.ts";
import { authenticate, requirePermission } from "./authenticate.ts";
import { actorOf, agentOf, countedWith } from "./caller.ts";
import { csvBeside, prefersCsv } from "./csv-beside.ts";
import type { ApiEnv } from "./env.ts";
import { answerCall } from "./idempotency.ts";
import { createMailedPages, MAILED_PATHS } from "./mailed-pages.ts";
import { networkHash } from "./network-hash.ts";
import { CALLBACK_PATH, passCallback } from "./payout-callbacks.ts";
import { takeQuota } from "./quota.ts";
import { createReference, REFERENCE_PATHS } from "./reference.ts";
import type { Route } from "./route.ts";
import { openS3Door, S3_PATHS } from "./s3/door.ts";
import { answerPerson } from "./sign-in/answer-person.ts";
import type { PersonRoute } from "./sign-in/person-route.ts";

type Hosted = { Bindings: ApiEnv; Variables: RequestVariables };

/** Paths that answer without a key, and their methods. */
const PUBLIC_PATHS = {
  ...{ "/healthz": ["GET"], "/readyz": ["GET"], "/v1/exports/objects": ["GET"] },
  ...(Object.fromEntries(REFERENCE_PATHS.map((path) => [path, ["GET"]])) as Record<string, readonly ["GET"]>),
  ...(Object.fromEntries(MAILED_PATHS.map((path) => [path, ["GET"]])) as Record<string, readonly ["GET"]>),
  [CALLBACK_PATH]: ["POST"],
} as const;
/** What the intake answers, at this origin as well. */
const INTAKE_PATHS = {
  "/v1/conversions": ["POST"],
  "/v1/conversions/:id/changes": ["POST"],
  "/v1/conversions/:id/refunds": ["POST"],
  "/v1/postback": ["GET", "POST"],
  "/v1/clicks": ["POST", "OPTIONS"],
  "/v1/pixel": ["POST", "OPTIONS"],
  "/v1/pixel.gif": ["GET"],
} as const;

/**
 * Builds the API from its routes. What the intake takes is passed on before anything else, so that it is
 * accepted while Postgres is away.
 */
export function createApp(
  routes: readonly Route[],
  exportObject: (request: Request, env: ApiEnv) => Promise<Response>,
  personRoutes: readonly PersonRoute[] = [],
): Hono<Hosted> {
  const app = new Hono<Hosted>();
  app.use(requestId);
  app.use("/v1/*", stateVersion);
  app.onError(answerError);
  app.notFound((c) => errorResponse(c, "not_found", "There is no such path."));
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) =>
    unlessAway(c, async () => {
      await withDatabase(c.env, refuseUnboundRole);
      return c.json({ status: "ok" });
    }),
  );
  app.route("/", createReference(routes, personRoutes));
  app.route("/", createMailedPages());
  app.get("/v1/exports/objects", (c) => exportObject(c.req.raw, c.env));
  app.post(CALLBACK_PATH, (c) => passCallback(c));
  for (const path of S3_PATHS) {
    app.all(path, (c) =>
      openS3Door(c.req.raw, { env: c.env, requestId: c.get("requestId"), now: new Date() }),
    );
  }
  for (const [path, methods] of Object.entries(INTAKE_PATHS)) {
    app.on([...methods], path, (c) => passToIntake(c));
  }
  for (const route of routes) {
    const csv = csvBeside(routes, route);
    app.on(route.method, route.path, async (c) => {
      const response = await answer(c, csv && prefersCsv(c) ? csv : route);
      if (csv) response.headers.append("Vary", "Accept");
      return response;
    });
  }
  for (const route of personRoutes) app.on(route.method, route.path, (c) => answerOfPerson(c, route));
  for (const [path, methods] of methodsByPath([...routes, ...personRoutes])) {
    app.all(path, (c) => {
      c.header("Allow", methods.join(", "));
      return errorResponse(c, "method_not_allowed", `This path takes ${methods.join(", ")}.`);
    });
  }
  return app;
}

/** The answer is made anew, since that of a binding cannot be given further headers. */
async function passToIntake(c: HonoContext<Hosted>): Promise<Response> {
  try {
    const answered = await c.env.INTAKE.fetch(c.req.raw);
    return new Response(answered.body, answered);
  } catch (error) {
    logAway(c, "intake_away", error);
    return errorResponse(c, "unavailable", "The intake is away; please try again.");
  }
}

function answer(c: HonoContext<Hosted>, route: Route): Promise<Response> {
  const now = new Date();
  return unlessAway(c, () =>
    withDatabase(c.env, async (db) => {
      const caller = await authenticate(c.req.raw, { env: c.env, db, now }, route.permission);
      const { workspaceId } = caller;
      const actor = actorOf(caller);
      const quota = await takeQuota(c.env, { actor, place: countedWith(caller), nowMs: now.getTime() });
      // An error takes them from here, and to another answer they are added.
      for (const [name, value] of Object.entries(quota.headers)) c.header(name, value);
      if (quota.isWithin) requirePermission(caller, route.permission);
      const bound = boundToAgent(db, agentOf(caller));
      const context: Context = {
        ...{ db: bound, workspaceId, actor, requestId: c.get("requestId"), now },
        networkHash: networkHash(c.req.raw, { env: c.env, now }),
      };
      const response = quota.isWithin
        ? await answerCall(route, {
            request: c.req.raw,
            params: c.req.param() as Record<string, string>,
            query: new URL(c.req.url).searchParams,
            env: c.env,
            caller,
            context,
          })
        : errorResponse(c, "rate_limited", "Too many calls in this minute.");
      if (response.ok && route.method !== "GET") wakeTellers(c, workspaceId);
      for (const [name, value] of Object.entries(quota.headers)) response.headers.set(name, value);
      return response;
    }),
  );
}

/** Has what the call brought about told to others at once. What is lost is told by a cron. */
function wakeTellers(c: HonoContext<Hosted>, workspaceId: WorkspaceId): void {
  const sent = c.env.EVENTS.send({ v: 1, workspace_ids: [workspaceId] });
  c.executionCtx.waitUntil(sent.catch((error: unknown) => logAway(c, "tellers_not_woken", error)));
}

function answerOfPerson(c: HonoContext<Hosted>, route: PersonRoute): Promise<Response> {
  const told = new Headers();
  return unlessAway(c, () =>
    withDatabase(c.env, async (db) => {
      const response = await answerPerson(route, {
        ...{ db, request: c.req.raw, params: c.req.param() as Record<string, string>, env: c.env },
        ...{ requestId: c.get("requestId"), now: new Date() },
        header: (name, value) => {
          // An error takes it from here, and to another answer it is added.
          c.header(name, value);
          told.set(name, value);
        },
      });
      for (const [name, value] of told) response.headers.set(name, value);
      return response;
    }),
  );
}

async function unlessAway(c: HonoContext<Hosted>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestError || !isDatabaseAway(error)) throw error;
    logAway(c, "database_away", error);
    return errorResponse(c, "unavailable", "The database is away; please try again.");
  }
}

function logAway(c: HonoContext<Hosted>, event: string, error: unknown): void {
  console.error(JSON.stringify({ event, request_id: c.get("requestId"), error: tellError(error) }));
}

function methodsByPath(
  routes: readonly Pick<Route, "path" | "method">[],
): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  const add = (path: string, method: string) => methods.set(path, [...(methods.get(path) ?? []), method]);
  for (const [path, each] of Object.entries(PUBLIC_PATHS)) each.forEach((method) => void add(path, method));
  for (const { path, method } of routes) add(path, method);
  for (const [path, each] of Object.entries(INTAKE_PATHS)) {
    for (const method of each) if (method !== "OPTIONS") add(path, method);
  }
  return methods;
}
