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
import { LinkAddresses, splitAddress } from "./link-address.ts";
import { createLinkStore } from "./link-store.ts";
import { LostVisitors } from "./lost-visitors.ts";
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
    lost: new LostVisitors(now),
    now,
  };
  // An isolate is given one environment, and with it one way to read addresses.
  let addresses: LinkAddresses | null = null;
  const fetch = (
    request: Request,
    env: EdgeEnv,
    context: Pick<ExecutionContext, "waitUntil">,
  ): Response | Promise<Response> => {
    try {
      const settings = clickSettingsOf(env);
      const { canonicalHost } = settings;
      if (addresses?.canonicalHost !== canonicalHost) addresses = new LinkAddresses(canonicalHost);
      const [text, query] = splitAddress(request.url);
      const address = addresses.read(text);
      if (!address) return handOn(request, env);
      const answer = followLink({ request, address, query, env, settings, context, memory });
      return answer instanceof Response ? answer : answer.catch(fail);
    } catch (error) {
      return fail(error);
    }
  };
  return { fetch, log };
}

async function handOn(request: Request, env: EdgeEnv): Promise<Response> {
  try {
    return await env.INTAKE_WORKER.fetch(request);
  } catch (error) {
    const requestId = newRequestId();
    logProblem("intake_away", { request_id: requestId }, error);
    return page(503, requestId);
  }
}

/** The last resort: what was not foreseen is logged and never shown. */
function fail(error: unknown): Response {
  const requestId = newRequestId();
  const event = error instanceof EnvironmentError ? "bad_environment" : "unforeseen_error";
  logProblem(event, { request_id: requestId }, error);
  return page(500, requestId);
}
