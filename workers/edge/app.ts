import { Hono } from "hono/tiny";
import { answerError, errorResponse } from "../shared/errors.ts";
import { requestId } from "../shared/request-id.ts";
import { ClickLog } from "./click-log.ts";
import { DailySalt } from "./daily-salt.ts";
import { type EdgeBindings, EnvironmentError } from "./env.ts";
import { createKeyStore } from "./intake/authenticate.ts";
import { takeConversion } from "./intake/conversions.ts";
import { createLinkStore } from "./link-store.ts";
import { logProblem } from "./log-problem.ts";
import { page } from "./page.ts";
import { RecentClicks } from "./recent-clicks.ts";
import { followLink } from "./redirect.ts";

/**
 * Makes the edge, with the memory of one isolate: links, keys, the salt of the day and the clicks under
 * way. `now` is the clock, in milliseconds since 1970.
 */
export function createApp(now: () => number = Date.now) {
  const keys = createKeyStore(now);
  const log = new ClickLog(now);
  const memory = {
    links: createLinkStore(now),
    salt: new DailySalt(now),
    recent: new RecentClicks(),
    log,
    now,
  };
  const app = new Hono<EdgeBindings>();
  app.use(requestId);
  app.post("/v1/conversions", (c) => takeConversion(c, { keys, now }));
  app.all("/v1/conversions", (c) => {
    c.header("Allow", "POST");
    return errorResponse(c, "method_not_allowed", "Conversions are sent by POST.");
  });
  app.all("/v1/*", (c) => errorResponse(c, "not_found", "There is no such call here."));
  app.all("/:slug", (c) => followLink(c, c.req.param("slug"), memory));
  app.notFound((c) => page(c, 404));
  app.onError((error, c) => {
    if (c.req.path.startsWith("/v1/")) return answerError(error, c);
    const event = error instanceof EnvironmentError ? "bad_environment" : "unforeseen_error";
    logProblem(event, { request_id: c.get("requestId") }, error);
    return page(c, 500);
  });
  return { fetch: app.fetch, log };
}
