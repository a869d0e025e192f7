import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./api.d.ts";
import { errorOf, TributaryError } from "./errors.ts";
import { fetchResiliently } from "./resilient-fetch.ts";

export type { components, paths } from "./api.d.ts";
export { type Problem, TributaryError } from "./errors.ts";
export { answerOf, everyRow, type List } from "./rows.ts";
export { type VerifyOptions, verifyWebhook, WebhookError } from "./webhooks.ts";

/** The version of the API that these types are of. */
const API_VERSION = "2026-11-21";

/** Calls of a person's own matters, whose answers are not kept: they take no `Idempotency-Key`, and are made once. */
export const UNKEYED =
  /^\/v1\/(sign-in|sessions?|people\/me|me\/applications|invitations\/accept|application-forms|organisations)(\/|$)/;

/** What a body is where it is text: a file of rows, and a bank's notification. */
export const textTypeOf = (path: string): string | null => {
  if (path.endsWith("/imports")) return "text/csv";
  return path === "/v1/payout-statements" ? "application/xml" : null;
};

/** Who is called, by whom, and how patiently. */
export type TributaryOptions = {
  /** Where the API is, e.g. `https://api.example.com`. */
  readonly url: string;
  /** A secret key, `tb_live_…` or `tb_test_…`; left out where a browser's session calls. */
  readonly key?: string | undefined;
  /** The workspace of a session of several. */
  readonly workspaceId?: string | undefined;
  /** Tries beside the first; 3 unless given. */
  readonly retriesMax?: number;
  /** How long one try may take; 30 s unless given. */
  readonly timeoutMs?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
};

/** What answers are read as: text where there is no JSON. */
type Read = "application/json" | "text/csv";

/** The typed client: `GET`, `POST` and the others by path, as `openapi-fetch` has them. */
export type Tributary = Client<paths, Read>;

/**
 * Makes a client of the API. Calls are typed by the API's own document; what passes is tried again, each call that changes
 * something under one `Idempotency-Key`; whatever the API refuses is thrown as `TributaryError`, so that what a call gives has `data`.
 *
 * Runs where `fetch` and Web Crypto are: Node from 20.3, Workers, browsers. A secret key does not belong in a browser.
 */
export function createTributary(options: TributaryOptions): Tributary {
  const { url, key, workspaceId, retriesMax = 3, timeoutMs = 30_000 } = options;
  const patience = {
    ...{ retriesMax, timeoutMs, random: Math.random },
    fetch: options.fetch ?? ((request: Request) => fetch(request)),
    sleep: (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs)),
  };
  const client = createClient<paths, Read>({
    baseUrl: url.replace(/\/+$/, ""),
    fetch: (request) => fetchResiliently(request, patience),
    bodySerializer: (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body)),
  });
  client.use({
    onRequest: ({ request, schemaPath }) => {
      if (key !== undefined) request.headers.set("authorization", `Bearer ${key}`);
      if (workspaceId !== undefined) request.headers.set("workspace-id", workspaceId);
      request.headers.set("tributary-version", API_VERSION);
      const textType = textTypeOf(schemaPath);
      if (request.method === "POST" && textType !== null) request.headers.set("content-type", textType);
      const isKeyed = request.headers.has("idempotency-key");
      if (request.method !== "GET" && !isKeyed && !UNKEYED.test(schemaPath))
        request.headers.set("idempotency-key", crypto.randomUUID());
      return request;
    },
    onResponse: async ({ response, request, options }) => {
      if (!response.ok) throw errorOf(response, await response.json().catch(() => null));
      return options.parseAs === "json" ? asJson(request, response) : undefined;
    },
  });
  return client;
}

/** An answer that is read as JSON: a text file is its text; what is neither is thrown as `TributaryError`. */
async function asJson(request: Request, response: Response): Promise<Response | undefined> {
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || type.startsWith("application/json")) return undefined;
  if (/^text\/|xml/.test(type)) return new Response(JSON.stringify(await response.text()), response);
  const { pathname } = new URL(request.url);
  throw new TributaryError({
    ...{ status: response.status, code: "no_json", requestId: response.headers.get("request-id") },
    message: `${request.method} ${pathname} answered ${type || "no type"}; parseAs "blob" or "stream" reads that.`,
  });
}
