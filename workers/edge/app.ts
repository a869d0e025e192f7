import { CapMemory } from "../click/caps.ts";
import { clickSettingsOf } from "../click/click-env.ts";
import { ClickLog } from "../click/click-log.ts";
import { DailySalt } from "../click/daily-salt.ts";
import { RecentClicks } from "../click/recent-clicks.ts";
import { EnvironmentError } from "../shared/environment.ts";
import { logProblem } from "../shared/log-problem.ts";
import { page } from "../shared/page.ts";
import { newRequestId } from "../shared/request-id.ts";
import type { EdgeEnv } from "./env.ts";
import { readLinkAddress } from "./link-address.ts";
import { createLinkStore } from "./link-store.ts";
import { type EdgeMemory, followLink } from "./redirect.ts";

/**
 * Makes the edge, with the memory of one isolate: links, the salt of the day and the clicks under way.
 * It follows links and hands every other request to the intake, so that what a cold click loads stays
 * small (docs/decisions/0010-intake-beside-the-edge.md). `now` is the clock, in milliseconds since 1970.
 */
export function createApp(now: () => number = Date.now) {
  const log = new ClickLog(now);
  const memory: EdgeMemory = {
    links: createLinkStore(now),
    salt: new DailySalt(now),
    recent: new RecentClicks(),
    caps: new CapMemory(now),
    log,
    now,
  };
  const fetch = (
    request: Request,
    env: EdgeEnv,
    context: Pick<ExecutionContext, "waitUntil">,
  ): Response | Promise<Response> => {
    const requestId = newRequestId();
    try {
      const settings = clickSettingsOf(env);
      const address = readLinkAddress(request.url, settings.canonicalHost);
      if (!address) return handOn(request, env, requestId);
      const answer = followLink({ request, address, env, settings, context, requestId, memory });
      return answer instanceof Response ? answer : answer.catch((error: unknown) => fail(error, requestId));
    } catch (error) {
      return fail(error, requestId);
    }
  };
  return { fetch, log };
}

async function handOn(request: Request, env: EdgeEnv, requestId: string): Promise<Response> {
  try {
    return await env.INTAKE_WORKER.fetch(request);
  } catch (error) {
    logProblem("intake_away", { request_id: requestId }, error);
    return page(503, requestId);
  }
}

/** The last resort: what was not foreseen is logged and never shown. */
function fail(error: unknown, requestId: string): Response {
  const event = error instanceof EnvironmentError ? "bad_environment" : "unforeseen_error";
  logProblem(event, { request_id: requestId }, error);
  return page(500, requestId);
}
