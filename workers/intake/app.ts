import { Hono } from "hono/tiny";
import { answerError, errorResponse } from "../shared/errors.ts";
import { logProblem } from "../shared/log-problem.ts";
import { page } from "../shared/page.ts";
import { requestId } from "../shared/request-id.ts";
import { createKeyStore } from "./authenticate.ts";
import { takeConversion } from "./conversions.ts";
import type { IntakeBindings } from "./env.ts";

/**
 * Makes the intake: what reaches the link host and is no link to follow, and the calls of the API that need
 * no database. With the memory of one isolate; `now` is the clock, in milliseconds since 1970.
 */
export function createIntake(now: () => number = Date.now) {
  const keys = createKeyStore(now);
  const app = new Hono<IntakeBindings>();
  app.use(requestId);
  app.post("/v1/conversions", (c) => takeConversion(c, { keys, now }));
  app.all("/v1/conversions", (c) => {
    c.header("Allow", "POST");
    return errorResponse(c, "method_not_allowed", "Conversions are sent by POST.");
  });
  app.all("/v1/*", (c) => errorResponse(c, "not_found", "There is no such call here."));
  app.notFound((c) => page(404, c.get("requestId")));
  app.onError((error, c) => {
    if (c.req.path.startsWith("/v1/")) return answerError(error, c);
    logProblem("unforeseen_error", { request_id: c.get("requestId") }, error);
    return page(500, c.get("requestId"));
  });
  return { fetch: app.fetch };
}
