import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { LOOPBACK } from "../free-port.ts";
import { closeServer, listenLocally, readBody } from "../loopback.ts";
import { type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "./reply.ts";

/** An Upstash REST endpoint on this machine. */
export type RedisBridge = { readonly url: string; stop(): Promise<void> };

type Encoding = "base64" | "plain";
type Answer = { readonly status: number; readonly body: unknown };

const BODY_BYTES_MAX = 10 * 1024 * 1024;

const word = z.pipe(z.union([z.string(), z.number(), z.boolean(), z.null()]), z.transform(String));
const command = z.array(word).check(z.minLength(1));
const commands = z.array(command);

/**
 * Speaks the Upstash REST protocol on a free port of 127.0.0.1, so that the real `@upstash/redis`
 * client runs unchanged: one command, `/pipeline`, `/multi-exec`, and commands spelt as a path.
 */
export async function startRedisBridge(engine: RedisEngine, token: string): Promise<RedisBridge> {
  const server = createServer((request, response) => {
    void answer(engine, token, request)
      .then(({ status, body }) => send(response, status, body))
      // The engine is away: the client must see a fault of the server, not a refusal of its command.
      .catch((error: unknown) => send(response, 503, { error: `ERR ${messageOf(error)}` }));
  });
  const port = await listenLocally(server, 0);
  return {
    url: `http://${LOOPBACK}:${port}`,
    stop: () => closeServer(server),
  };
}

async function answer(engine: RedisEngine, token: string, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://bridge");
  if (!isAuthorised(request, url, token)) {
    return { status: 401, body: { error: "WRONGPASS invalid or missing auth token" } };
  }
  const encoding = request.headers["upstash-encoding"] === "base64" ? "base64" : "plain";
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === undefined) return { status: 413, body: { error: "ERR max request size exceeded" } };
  try {
    if (url.pathname === "/pipeline") {
      const results = commands.parse(JSON.parse(body)).map((one) => runToBody(engine, one, encoding));
      return { status: 200, body: await Promise.all(results) };
    }
    if (url.pathname === "/multi-exec") {
      const replies = await engine.transaction(commands.parse(JSON.parse(body)));
      return { status: 200, body: replies.map((reply) => toBody(reply, encoding)) };
    }
    const one = url.pathname === "/" ? command.parse(JSON.parse(body)) : readPath(url, body);
    return { status: 200, body: { result: encode(await engine.execute(one), encoding) } };
  } catch (error) {
    if (error instanceof RedisError) return { status: 400, body: { error: error.message } };
    const isUnreadable =
      error instanceof SyntaxError || error instanceof URIError || error instanceof z.core.$ZodError;
    if (isUnreadable) return { status: 400, body: { error: "ERR failed to parse command" } };
    throw error;
  }
}

/** `/set/key/value?EX=10`: the path, then what a body holds, then the query's words. */
function readPath(url: URL, body: string): RedisCommand {
  const path = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const query = [...url.searchParams]
    .filter(([name]) => name !== "_token")
    .flatMap(([name, value]) => (value === "" ? [name] : [name, value]));
  return [...path, ...(body === "" ? [] : [body]), ...query];
}

async function runToBody(engine: RedisEngine, one: RedisCommand, encoding: Encoding): Promise<unknown> {
  try {
    return toBody(await engine.execute(one), encoding);
  } catch (error) {
    if (error instanceof RedisError) return toBody(error, encoding);
    throw error;
  }
}

function toBody(reply: RedisReply, encoding: Encoding): unknown {
  return reply instanceof RedisError ? { error: reply.message } : { result: encode(reply, encoding) };
}

/** The client decodes every string from base64 but `OK`, which it expects bare. */
function encode(reply: RedisReply, encoding: Encoding): unknown {
  if (reply === null || typeof reply === "number") return reply;
  if (reply instanceof RedisError) return reply.message;
  if (Buffer.isBuffer(reply)) return reply.toString(encoding === "base64" ? "base64" : "utf8");
  if ("status" in reply) return reply.status === "OK" ? "OK" : encode(Buffer.from(reply.status), encoding);
  return reply.map((item) => encode(item, encoding));
}

function isAuthorised(request: IncomingMessage, url: URL, token: string): boolean {
  const given =
    request.headers.authorization?.replace(/^Bearer /, "") ?? url.searchParams.get("_token") ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
