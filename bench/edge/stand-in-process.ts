import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { clickRecord } from "../../contracts/click-message.ts";
import { LOOPBACK } from "../../local/free-port.ts";
import { answerNoObject, metadataOf } from "./bucket-answers.ts";
import type { Answer, Call, QueueBehaviour, Taken } from "./stand-in-messages.ts";
import { BINDING_HEADER } from "./workerd-config.ts";

/**
 * What stands behind the bindings of the edge, in a process of its own: it speaks the protocols by
 * which workerd reaches KV, queues and R2, and keeps the id of every click. It reads the messages when it is
 * asked what it took: a queue of production does not share a processor with the Worker either.
 */

const QUEUE_OPERATION_BYTES = 64_000;
const CLOSING_BRACE = "}".charCodeAt(0);
/** With more than this it reads them after all. */
const UNREAD_BYTES_MAX = 512 * 1_024 * 1_024;
/** What a queue of this workerd must answer; a send whose answer lacks the metrics throws. */
const QUEUE_ANSWER = JSON.stringify({
  metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 } },
});

type Click = { readonly id: string; readonly clicked_at_ms: number };
type Counts = { -readonly [Name in keyof Omit<Taken, "distinctClicks" | "cpuUs">]: Taken[Name] } & {
  oldestAgesMs: number[];
};

const published = new Map<string, string>();
let behaviour: QueueBehaviour = { refusedShare: 0, delayMs: 0 };
let ids = new Set<string>();
/** Messages that came and were not read yet. */
let unread: { readonly message: Buffer; readonly arrivedAtMs: number }[] = [];
let unreadBytes = 0;
let counts = noCounts();
/** Chance that is the same on every run (xorshift32). */
let chance = 0x9e3779b9;

function noCounts(): Counts {
  return {
    ...{ kvReads: 0, kvWrites: 0, queueMessages: 0, queueWrites: 0, queueRefused: 0, bucketWrites: 0 },
    ...{ clicks: 0, malformed: 0, oldestAgesMs: [] },
  };
}

function nextChance(): number {
  chance ^= chance << 13;
  chance ^= chance >>> 17;
  chance ^= chance << 5;
  return (chance >>> 0) / 2 ** 32;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const { pathname } = new URL(request.url ?? "/", "http://stand-in");
  if (
    request.headers["cf-r2-request"] !== undefined ||
    request.headers["cf-r2-metadata-size"] !== undefined
  ) {
    return answerBucket(request, body, response);
  }
  if (pathname === "/message" || pathname === "/batch") return answerQueue(pathname, body, response);
  if (request.headers[BINDING_HEADER] === "PUBLISHED")
    return answerKv(request.method, pathname, body, response);
  response.writeHead(404).end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

function answerKv(
  method: string | undefined,
  pathname: string,
  body: Buffer,
  response: ServerResponse,
): void {
  const key = decodeURIComponent(pathname.slice(1));
  if (method === "PUT") {
    counts.kvWrites += 1;
    published.set(key, body.toString());
    response.end();
    return;
  }
  counts.kvReads += 1;
  const value = published.get(key);
  if (value === undefined) response.writeHead(404).end();
  else response.end(value);
}

async function answerQueue(pathname: string, body: Buffer, response: ServerResponse): Promise<void> {
  if (behaviour.delayMs > 0) await sleep(behaviour.delayMs);
  // What nobody waits for any more counts as never written: the worst that a queue may make of it.
  if (response.destroyed) return;
  if (nextChance() < behaviour.refusedShare) {
    counts.queueRefused += 1;
    response.writeHead(500).end("refused");
    return;
  }
  const bodies = pathname === "/message" ? [body] : readBatch(body);
  // What was cut off with the runtime that sent it was never a message.
  if (!bodies.every((one) => one.at(-1) === CLOSING_BRACE)) return void response.destroy();
  for (const one of bodies) {
    counts.queueMessages += 1;
    counts.queueWrites += Math.ceil(one.byteLength / QUEUE_OPERATION_BYTES);
    takeMessage(one);
  }
  response.setHeader("content-type", "application/json");
  response.end(QUEUE_ANSWER);
}

function readBatch(body: Buffer): Buffer[] {
  const { messages } = JSON.parse(body.toString()) as { messages: readonly { readonly body: string }[] };
  return messages.map((message) => Buffer.from(message.body, "base64"));
}

/** An object is its metadata as JSON, as long as the header says, and then its content. */
function answerBucket(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  if (request.method !== "PUT") {
    answerNoObject(response);
    return;
  }
  const metadataBytes = Number(request.headers["cf-r2-metadata-size"] ?? 0);
  const { object } = JSON.parse(body.subarray(0, metadataBytes).toString()) as { readonly object: string };
  const content = body.subarray(metadataBytes);
  counts.bucketWrites += 1;
  if (object.startsWith("spill/clicks/")) takeMessage(content);
  const head = metadataOf(object, content);
  response.writeHead(200, { "cf-r2-metadata-size": head.byteLength }).end(head);
}

function takeMessage(message: Buffer): void {
  unread.push({ message, arrivedAtMs: Date.now() });
  unreadBytes += message.byteLength;
  if (unreadBytes > UNREAD_BYTES_MAX) readMessages();
}

function readMessages(): void {
  for (const { message, arrivedAtMs } of unread) readMessage(message.toString(), arrivedAtMs);
  unread = [];
  unreadBytes = 0;
}

function readMessage(text: string, arrivedAtMs: number): void {
  const parsed: unknown = JSON.parse(text);
  const { clicks } = (typeof parsed === "string" ? JSON.parse(parsed) : parsed) as {
    clicks: readonly Click[];
  };
  const [first] = clicks;
  if (first) counts.oldestAgesMs.push(arrivedAtMs - first.clicked_at_ms);
  if (!clickRecord.safeParse(first).success) counts.malformed += 1;
  counts.clicks += clicks.length;
  for (const { id } of clicks) ids.add(id);
}

function answerCall(call: Call): unknown {
  readMessages();
  if (call.ask === "publish") for (const [key, value] of call.entries) published.set(key, value);
  if (call.ask === "behave") behaviour = call.behaviour;
  if (call.ask === "ids") return [...ids];
  if (call.ask === "reset") {
    counts = noCounts();
    ids = new Set();
  }
  if (call.ask !== "taken") return null;
  const { user, system } = process.cpuUsage();
  return { ...counts, distinctClicks: ids.size, cpuUs: user + system } satisfies Taken;
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    console.error(`stand-in: ${String(error)}`);
    response.destroy();
  });
});
server.keepAliveTimeout = 0;
process.on("message", (call: Call) => {
  process.send?.({ number: call.number, result: answerCall(call) } satisfies Answer);
});
process.on("disconnect", () => process.exit());
server.listen(0, LOOPBACK, () => {
  process.send?.({ number: 0, result: (server.address() as AddressInfo).port } satisfies Answer);
});
