import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { answerError, errorResponse } from "../shared/errors.ts";
import { logProblem } from "../shared/log-problem.ts";
import { page } from "../shared/page.ts";
import { requestId } from "../shared/request-id.ts";
import { stateVersion } from "../shared/version.ts";
import { takeChange, takeRefund } from "./changes.ts";
import { takeDirectClick } from "./clicks.ts";
import { takeConversion } from "./conversions.ts";
import type { IntakeBindings } from "./env.ts";
import { showAssociation, showRobots, showRoot } from "./link-host.ts";
import { showMedia } from "./media.ts";
import { createMemory, type IntakeMemory } from "./memory.ts";
import { answerPreflight } from "./origins.ts";
import { showPixel, takePixel } from "./pixel.ts";
import { takePostback } from "./postback.ts";
import { showQr } from "./qr.ts";
import { showSnippet } from "./snippet.ts";

type Handler = (c: Context<IntakeBindings>, memory: IntakeMemory) => Response | Promise<Response>;
/** What a path answers, by method; a path that takes GET takes HEAD as well. */
type Methods = Readonly<Partial<Record<"GET" | "POST" | "OPTIONS", Handler>>>;

const CALLS: Readonly<Record<string, Methods>> = {
  "/v1/conversions": { POST: takeConversion },
  "/v1/conversions/:id/changes": { POST: takeChange },
  "/v1/conversions/:id/refunds": { POST: takeRefund },
  "/v1/postback": { GET: takePostback, POST: takePostback },
  "/v1/pixel.gif": { GET: showPixel },
  "/v1/pixel": { POST: takePixel, OPTIONS: answerPreflight },
  "/v1/clicks": { POST: takeDirectClick, OPTIONS: answerPreflight },
};
const FILES: Readonly<Record<string, Methods>> = {
  "/": { GET: showRoot },
  "/t.js": { GET: showSnippet },
  "/media/:workspace/:name": { GET: showMedia },
  "/robots.txt": { GET: showRobots },
  "/.well-known/apple-app-site-association": {
    GET: (c, memory) => showAssociation(c, memory, "apple_association"),
  },
  "/.well-known/assetlinks.json": { GET: (c, memory) => showAssociation(c, memory, "android_asset_links") },
  "/:slug{[A-Za-z0-9_-]{1,64}}/qr": { GET: (c, memory) => showQr(c, memory, "svg") },
  "/:slug{[A-Za-z0-9_-]{1,64}}/qr.png": { GET: (c, memory) => showQr(c, memory, "png") },
};

/**
 * Makes the intake: what reaches the link host and is no link to follow, and the calls of the API that need
 * no database. With the memory of one isolate; `now` is the clock, in milliseconds since 1970.
 */
export function createIntake(now: () => number = Date.now) {
  const memory = createMemory(now);
  const app = new Hono<IntakeBindings>();
  app.use(requestId);
  app.use("/v1/*", stateVersion);
  for (const [path, methods] of Object.entries(CALLS)) serve(app, path, { methods, memory });
  app.all("/v1/*", (c) => errorResponse(c, "not_found", "There is no such call here."));
  for (const [path, methods] of Object.entries(FILES)) serve(app, path, { methods, memory });
  app.notFound((c) => page(404, c.get("requestId")));
  app.onError((error, c) => {
    if (isData(c.req.path)) return answerError(error, c);
    logProblem("unforeseen_error", { request_id: c.get("requestId") }, error);
    return page(500, c.get("requestId"));
  });
  return { fetch: app.fetch };
}

function serve(
  app: Hono<IntakeBindings>,
  path: string,
  { methods, memory }: { readonly methods: Methods; readonly memory: IntakeMemory },
): void {
  for (const [method, handler] of Object.entries(methods)) {
    app.on(method, path, (c) => handler(c, memory));
  }
  const taken = Object.keys(methods).filter((method) => method !== "OPTIONS");
  app.all(path, (c) => {
    c.header("Allow", taken.join(", "));
    return errorResponse(c, "method_not_allowed", `This path takes ${taken.join(" and ")}.`);
  });
}

/** Whoever asks there is a program, and reads errors as those of the API. */
const isData = (path: string): boolean => path.startsWith("/v1/") || /\/qr(\.png)?$/.test(path);
