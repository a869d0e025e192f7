import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OutgoingRequest } from "../../core/events/outgoing.ts";
import { sendGuarded } from "../../workers/sender/send-guarded.ts";

/** How long an endpoint has in these tests. */
const LIMIT_MS = 700;

const servers: Server[] = [];
/** What must never be asked for. */
let inner: string;
let innerAsked = 0;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeAll(async () => {
  inner = await serve((_, response) => {
    innerAsked += 1;
    response.end("secrets");
  });
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const requestTo = (url: string): OutgoingRequest => ({ method: "POST", url, headers: {}, body: "{}" });
/** Sends to a sink of this test, which is on this machine, as `npm run dev` allows. */
const send = (url: string) =>
  sendGuarded(requestTo(url), {
    ...{ allowsLoopback: true, resolve: async () => [], fetch, limitMs: LIMIT_MS },
  });

it.each([200, 204, 410, 500])("tells that an endpoint answered %i", async (status) => {
  const url = await serve((_, response) => response.writeHead(status, { "retry-after": "7" }).end());
  expect(await send(url)).toMatchObject({ status, problem: null, retryAfter: "7", answer: "" });
});

it("P17: follows no redirect, wherever it leads", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await serve((_, response) => response.writeHead(status, { location: inner }).end());
    expect(await send(url)).toMatchObject({ status });
  }
  expect(innerAsked).toBe(0);
});

it("P16: reads the beginning of an answer that has no end, and is done", async () => {
  const url = await serve((_, response) => {
    const write = () => {
      while (response.write("x".repeat(65_536)));
      if (!response.destroyed) response.once("drain", write);
    };
    response.on("close", () => response.destroy());
    write();
  });
  const { status, answer, durationMs } = await send(url);
  expect([status, answer]).toEqual([200, "x".repeat(1_024)]);
  expect(durationMs).toBeLessThan(LIMIT_MS);
});

it("P16: waits for no endpoint longer than it may take, before or amid its answer", async () => {
  const silent = await serve(() => undefined);
  const drips = await serve((_, response) => {
    const timer = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(timer));
  });
  const outcomes = await Promise.all([send(silent), send(drips)]);
  expect(outcomes[0]).toMatchObject({ status: null, problem: "timeout" });
  expect(outcomes[1]).toMatchObject({ status: 200 });
  for (const { durationMs } of outcomes) expect(durationMs).toBeLessThan(LIMIT_MS + 500);
});

it("tells that nobody answered, and no word of the runtime", async () => {
  const url = await serve((request) => request.socket.destroy());
  expect(await send(url)).toMatchObject({ status: null, problem: "connection_failed", answer: null });
});

it("P17: asks where a host is each time, and for nothing that turned inward", async () => {
  const asked: string[] = [];
  // A name that is at a public address when it is set up, and at ours when it is called.
  const answers = [["93.184.215.14"], ["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:127.0.0.1"], []];
  const means = {
    allowsLoopback: false,
    resolve: async () => answers.shift() ?? [],
    fetch: (async (url: string | URL | Request) => {
      asked.push(String(url));
      return new Response("ok");
    }) as typeof fetch,
  };
  const outcomes = [];
  while (answers.length > 0) outcomes.push(await sendGuarded(requestTo("https://rebind.example/"), means));
  expect(outcomes.map(({ problem }) => problem)).toEqual([
    ...[null, "address_not_public", "address_not_public", "address_not_public", "host_unknown"],
  ]);
  expect(asked).toEqual(["https://rebind.example/"]);
});

it("P17: asks a sink on this machine for nothing, in whatever form it is named", async () => {
  const { port } = new URL(inner);
  const hosts = ["127.0.0.1", "localhost", "[::1]", "0", "2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]"];
  const strict = { allowsLoopback: false, resolve: async () => ["127.0.0.1"], fetch, limitMs: LIMIT_MS };
  for (const host of hosts) {
    for (const url of [`http://${host}:${port}/`, `https://${host}:${port}/`, `https://${host}/`]) {
      expect((await sendGuarded(requestTo(url), strict)).problem).not.toBeNull();
    }
  }
  expect((await sendGuarded(requestTo("https://inner.shop.example/"), strict)).problem).toBe(
    "address_not_public",
  );
  expect(innerAsked).toBe(0);
});

it("does not wait for a resolver that is silent, nor for one that is away", async () => {
  const at = (resolve: () => Promise<readonly string[]>) =>
    sendGuarded(requestTo("https://x.example/"), { allowsLoopback: false, resolve, fetch, limitMs: 100 });
  expect(await at(() => new Promise(() => undefined))).toMatchObject({ problem: "timeout" });
  expect(await at(() => Promise.reject(new Error("away")))).toMatchObject({ problem: "resolver_away" });
});
