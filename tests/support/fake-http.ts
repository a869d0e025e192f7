import { createServer, type IncomingMessage } from "node:http";
import { closeServer, listenLocally } from "../../local/loopback.ts";

/** A request as a fake sees it. */
export type FakeRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
};
/** What a fake answers. */
export type FakeAnswer = { readonly status: number; readonly body?: unknown };
/** What goes wrong with a request: the connection is cut, or another status is answered, before or after its effect. */
export type HttpFault = { readonly when: "before" | "after"; readonly status: number | "cut" };

/** An HTTP server of a fake, with faults between. */
export type FakeServer = {
  readonly url: string;
  readonly requests: FakeRequest[];
  /** Decides what goes wrong with a request; undefined for nothing. */
  fault: (request: FakeRequest) => HttpFault | undefined;
  stop(): Promise<void>;
};

/** Serves a fake on a port of this machine. */
export async function serveFake(handle: (request: FakeRequest) => FakeAnswer): Promise<FakeServer> {
  const server = createServer((incoming, outgoing) => {
    void read(incoming).then((request) => {
      served.requests.push(request);
      const fault = served.fault(request);
      const answer = fault?.when === "before" ? { status: 500 } : handle(request);
      if (fault?.status === "cut") return void incoming.socket.destroy();
      const { status, body } = fault ? { status: fault.status, body: { message: "a fault" } } : answer;
      outgoing.writeHead(status, { "content-type": "application/json" });
      outgoing.end(body === undefined ? "" : JSON.stringify(body));
    });
  });
  const port = await listenLocally(server, 0);
  const served: FakeServer = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    fault: () => undefined,
    stop: () => closeServer(server),
  };
  return served;
}

async function read(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? "/", "http://localhost");
  return {
    ...{ method: incoming.method ?? "GET", path, query },
    headers: new Headers(incoming.headers as Record<string, string>),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
