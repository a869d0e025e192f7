import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listenLocally } from "../../local/loopback.ts";
import type { TestApi } from "./call-api.ts";

/** What happens to an answer on its way. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  /** The connection is cut after so many bytes of the body; of the whole one, where the range is not heeded. */
  | { readonly kind: "cut"; readonly afterBytes: number; readonly ignoresRange?: boolean }
  /** The answer ends well, and too soon. */
  | { readonly kind: "short"; readonly bytes: number }
  /** The first byte of the body is another one. */
  | { readonly kind: "damage" }
  /** More bytes than were announced to the listing. */
  | { readonly kind: "append"; readonly bytes: number }
  /** The range that was asked for is not heeded. */
  | { readonly kind: "whole" }
  | { readonly kind: "body"; readonly body: string };

/** Routes of the API on a port of this machine, with faults between. */
export type ServedApi = {
  readonly url: string;
  /** Method, path and range of every request so far. */
  readonly requests: { readonly method: string; readonly path: string; readonly range: string | undefined }[];
  /** Decides what happens to the answer to a request; undefined for nothing. */
  fault: (path: string) => Fault | undefined;
  stop(): Promise<void>;
};

/** Lets the routes of a test answer over HTTP, as a command sees them. */
export async function serveApi(api: TestApi): Promise<ServedApi> {
  const server = createServer((request, response) => {
    answer(api, served, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const port = await listenLocally(server, 0);
  const served: ServedApi = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    fault: () => undefined,
    stop: () => closeServer(server),
  };
  return served;
}

async function answer(
  api: TestApi,
  served: ServedApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url: path = "/" } = request;
  served.requests.push({ method, path, range: request.headers.range });
  const fault = served.fault(path);
  if (fault?.kind === "status") {
    response.writeHead(fault.status, fault.headers).end();
    return;
  }
  const headers = new Headers(request.headers as Record<string, string>);
  if (fault?.kind === "whole" || (fault?.kind === "cut" && fault.ignoresRange)) headers.delete("range");
  const sent = Buffer.concat(await request.toArray());
  const given = sent.length === 0 ? undefined : new Blob([sent]);
  const made = await api.fetch(method, `${served.url}${path}`, null, given, headers);
  const body = faulty(Buffer.from(await made.arrayBuffer()), fault);
  const { "content-length": _, ...kept } = Object.fromEntries(made.headers);
  if (fault?.kind === "cut") {
    response.writeHead(made.status, { ...kept, "content-length": String(body.length) });
    response.write(body.subarray(0, fault.afterBytes));
    // What a client has not read when the connection ends, it never reads.
    setTimeout(() => response.destroy(), 50);
    return;
  }
  response.writeHead(made.status, { ...kept, "content-length": String(body.length) }).end(body);
}

function faulty(body: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind === "short") return body.subarray(0, fault.bytes);
  if (fault?.kind === "append") return Buffer.concat([body, Buffer.alloc(fault.bytes)]);
  if (fault?.kind === "body") return Buffer.from(fault.body);
  if (fault?.kind === "damage" && body.length > 0) body[0] = (body[0] ?? 0) ^ 0xff;
  return body;
}
