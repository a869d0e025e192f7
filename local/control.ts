import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { LOOPBACK } from "./free-port.ts";
import { closeServer, isFromLocalProgram, listenLocally } from "./loopback.ts";

/** An answer of the control server: a status and a JSON body. */
export type ControlAnswer = { readonly status: number; readonly body: unknown };

/** What stands behind one path. The last path segment is a parameter where the path ends in `/*`. */
export type ControlRoute = (query: URLSearchParams, segment: string) => Promise<ControlAnswer>;

/** Routes by `METHOD /path`, or `METHOD /path/* /action` with one free segment. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

/** A door for this machine's own programs to what a production system has no door for. */
export type ControlServer = { readonly url: string; stop(): Promise<void> };

/** Serves the routes on 127.0.0.1. Web pages are turned away; programs need no password. */
export async function startControlServer(port: number, routes: ControlRoutes): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answer(routes, request)
      .catch((error: unknown) => fail(500, error instanceof Error ? error.message : String(error)))
      .then((result) => send(response, result));
  });
  const actualPort = await listenLocally(server, port);
  return {
    url: `http://${LOOPBACK}:${actualPort}`,
    stop: () => closeServer(server),
  };
}

/** A refusal with its reason. */
export function fail(status: number, message: string): ControlAnswer {
  return { status, body: { error: { message } } };
}

async function answer(routes: ControlRoutes, request: IncomingMessage): Promise<ControlAnswer> {
  if (!isFromLocalProgram(request)) return fail(403, "for programs on this machine only");
  const url = new URL(request.url ?? "/", "http://control");
  const [, first = "", second = "", ...rest] = url.pathname.split("/");
  const path = [first, ...(second === "" ? [] : ["*"]), ...rest].join("/");
  const exact = routes[`${request.method} ${url.pathname}`];
  const route = exact ?? routes[`${request.method} /${path}`];
  if (!route) return fail(404, `no such control; there are: ${Object.keys(routes).join(", ")}`);
  return route(url.searchParams, decodeURIComponent(second));
}

function send(response: ServerResponse, { status, body }: ControlAnswer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
