import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { LOOPBACK } from "./free-port.ts";
import { closeServer, isFromLocalProgram, listenLocally, readBody } from "./loopback.ts";
import { createNeonHttp, type NeonHttp } from "./neon-http.ts";

/** Stands where Neon's proxy stands in production, so that its driver runs unchanged on this machine. */
export type NeonRelay = {
  /** `host:port`, as `DATABASE_PROXY` wants it. */
  readonly address: string;
  readonly port: number;
  stop(): Promise<void>;
};

const BODY_BYTES_MAX = 64 * 1024 * 1024;
const BUFFERED_BYTES_MAX = 1024 * 1024;
const CLOSE_SERVER_GONE = 1011;

/**
 * Opens the relay on 127.0.0.1: `POST /sql` for queries over HTTP, a WebSocket for sessions.
 *
 * It reaches the one Postgres of `postgresPort` and nothing else, whatever a client asks for. It
 * outlives that Postgres: while it is away, queries get 503 and sockets are closed with 1011.
 */
export async function startNeonRelay(options: { postgresPort: number; port?: number }): Promise<NeonRelay> {
  const http = createNeonHttp(options.postgresPort);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => {
    void answerHttp(http, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    if (!isFromLocalProgram(request)) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => pipeToPostgres(client, options.postgresPort));
  });
  const port = await listenLocally(server, options.port ?? 0);
  return {
    address: `${LOOPBACK}:${port}`,
    port,
    stop: async () => {
      for (const client of sockets.clients) client.terminate();
      await closeServer(server);
      await http.close();
    },
  };
}

async function answerHttp(http: NeonHttp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://relay");
  if (!isFromLocalProgram(request))
    return send(response, 403, { message: "for programs on this machine only" });
  if (request.method !== "POST" || pathname !== "/sql") return send(response, 404, { message: "POST /sql" });
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === undefined) return send(response, 413, { message: "the query is too large" });
  const answer = await http.answer(request.headers, body);
  send(response, answer.status, answer.body);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function pipeToPostgres(client: WebSocket, postgresPort: number): void {
  const postgres = connect({ host: LOOPBACK, port: postgresPort, noDelay: true });
  client.binaryType = "nodebuffer";
  client.on("message", (data) => {
    if (!Buffer.isBuffer(data) || postgres.write(data)) return;
    client.pause();
    postgres.once("drain", () => client.resume());
  });
  postgres.on("data", (chunk) => {
    client.send(chunk, () => postgres.resume());
    if (client.bufferedAmount > BUFFERED_BYTES_MAX) postgres.pause();
  });
  // Every error is followed by a close, and the close is what ends the other side.
  client.on("error", () => undefined);
  postgres.on("error", () => undefined);
  client.on("close", () => postgres.end());
  postgres.on("close", () => {
    // A client still paused for a drain that cannot come would never read the answer to this close.
    client.resume();
    client.close(CLOSE_SERVER_GONE, "Postgres closed the connection");
  });
}
