import { Hono } from "hono";
import { ERRORS } from "../../contracts/error.ts";
import { errorResponse } from "../shared/errors.ts";
import type { RequestVariables } from "../shared/request-id.ts";
import type { ApiEnv } from "./env.ts";
import { answerKept, type KeptText, keepText, keptHeaders, PLAIN_POLICY } from "./kept-text.ts";
import { openApiDocument } from "./openapi/document.ts";
import { ERROR_TEXTS } from "./openapi/from-docs.ts";
import { llmsText } from "./openapi/llms-text.ts";
import type { Route } from "./route.ts";
import type { PersonRoute } from "./sign-in/person-route.ts";

type Hosted = { Bindings: ApiEnv; Variables: RequestVariables };

/** Paths of the reference; all of them take GET alone. */
export const REFERENCE_PATHS = ["/openapi.json", "/llms.txt", "/docs", "/docs/errors"] as const;

/** The page runs our copy of Scalar and nothing else, asks nobody but this API, and is shown in no other page. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Scalar writes its styles into the page.
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tributary API</title></head>
<body><div id="app"></div><script src="/docs/scalar.js"></script><script src="/docs/start.js"></script></body></html>
`;
/** Starts Scalar on our document; what it would fetch from its makers is switched off, and refused by the policy. */
const START = `Scalar.createApiReference("#app", {
  url: "/openapi.json", withDefaultFonts: false, telemetry: false, hideClientButton: true, agent: { disabled: true },
  showDeveloperTools: "never", mcp: { disabled: true },
});
`;

/** Makes the reference of what the API answers: its OpenAPI document, two pages, and a text for machines. */
export function createReference(
  routes: readonly Route[],
  personRoutes: readonly PersonRoute[],
): Hono<Hosted> {
  const app = new Hono<Hosted>();
  const kept = new Map<string, KeptText>();
  /** Made when it is first asked for, and kept by the isolate. */
  const once = (name: string, make: () => string): KeptText => {
    const found = kept.get(name);
    if (found) return found;
    const made = keepText(make());
    kept.set(name, made);
    return made;
  };
  app.get("/openapi.json", (c) =>
    answerKept(
      c.req.raw,
      "application/json",
      once("openapi", () => JSON.stringify(openApiDocument(routes, personRoutes))),
    ),
  );
  app.get("/llms.txt", (c) =>
    answerKept(
      c.req.raw,
      "text/plain; charset=UTF-8",
      once("llms", () => llmsText(routes, personRoutes)),
    ),
  );
  app.get("/docs", (c) =>
    answerKept(
      c.req.raw,
      "text/html; charset=UTF-8",
      once("docs", () => PAGE),
      PAGE_POLICY,
    ),
  );
  app.get("/docs/errors", (c) =>
    answerKept(c.req.raw, "text/html; charset=UTF-8", once("errors", errorsPage)),
  );
  app.get("/docs/start.js", (c) =>
    answerKept(
      c.req.raw,
      "text/javascript; charset=UTF-8",
      once("start", () => START),
    ),
  );
  app.get("/docs/scalar.js", async (c) => {
    const file = await c.env.ASSETS?.fetch("https://assets/standalone.js");
    if (!file?.ok) return errorResponse(c, "not_found", "The page is not deployed here.");
    return new Response(file.body, {
      headers: { "Content-Type": "text/javascript; charset=UTF-8", ...keptHeaders(PLAIN_POLICY) },
    });
  });
  return app;
}

/** Where `doc_url` of an error leads: a row for each code, named by it. */
function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, type }]) =>
      `<tr id="${code}"><td>${status}</td><td><code>${code}</code></td><td>${type}</td><td>${escaped(ERROR_TEXTS[code] ?? "")}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Errors of the Tributary API</title></head><body><h1>Errors</h1>
<table><thead><tr><th>Status</th><th>Code</th><th>Type</th><th>When</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table><p><a href="/docs">Reference</a></p></body></html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
