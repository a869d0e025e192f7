import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOOPBACK } from "../../local/free-port.ts";
import { type RunningStack, startTestStack } from "./running-stack.ts";

/** How long a caller waits at most for what it should be told at once. */
const ANSWER_MS_MAX = 15_000;

let running: RunningStack;
beforeAll(async () => {
  running = await startTestStack();
}, 120_000);
afterAll(() => running.stop());

/** Sends bytes as they are and gives the first line of the answer, or how the connection ended. */
function send(...chunks: readonly (string | Uint8Array)[]): Promise<string> {
  const { port } = new URL(running.stack.apiUrl);
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port: Number(port) });
    let heard = "";
    const end = (what: string) => {
      socket.destroy();
      resolve(what);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => end("silence"));
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (heard.includes("\r\n")) end(heard.split("\r\n")[0] ?? "");
    });
    socket.on("error", () => end("closed"));
    socket.on("close", () => end("closed"));
    for (const chunk of chunks) socket.write(chunk);
  });
}

const head = (method: string, path: string, ...headers: readonly string[]) =>
  [`${method} ${path} HTTP/1.1`, "Host: api.example", ...headers, "", ""].join("\r\n");
const JSON_BODY = "Content-Type: application/json";

describe("what no client of ours sends", () => {
  afterAll(async () => {
    expect((await fetch(`${running.stack.apiUrl}/healthz`)).status).toBe(200);
  });

  it("is cut off where a header has ten megabytes", async () => {
    expect(await send(head("GET", "/v1/links", `X-Big: ${"a".repeat(10_000_000)}`))).toMatch(
      /closed| 4\d\d /,
    );
  });

  it("is answered though its body never ends, where its key is none", async () => {
    expect(await send(head("POST", "/v1/links", JSON_BODY, "Content-Length: 100"), "{")).toContain(" 401 ");
  });

  it("is refused by its size before it is read, and is not unpacked", async () => {
    const { admin } = running.access.keys;
    const key = `Authorization: Bearer ${admin}`;
    expect(await send(head("POST", "/v1/links", key, JSON_BODY, "Content-Length: 70000000"), "{")).toContain(
      " 413 ",
    );
    const bomb = gzipSync(Buffer.alloc(50_000_000, 32));
    expect(bomb.length).toBeLessThan(65_536);
    const packed = [key, JSON_BODY, "Content-Encoding: gzip", `Content-Length: ${bomb.length}`];
    expect(await send(head("POST", "/v1/links", ...packed), bomb)).toContain(" 400 ");
  });
});

describe("the reference page", () => {
  it("is served with its own copy of Scalar, and nothing else of that package", async () => {
    const get = async (path: string) => fetch(running.stack.apiUrl + path);
    expect((await get("/docs")).headers.get("content-security-policy")).toContain("script-src 'self'");
    expect((await (await get("/docs/scalar.js")).text()).length).toBeGreaterThan(1_000_000);
    for (const path of ["/standalone.js", "/standalone.js.map"]) expect((await get(path)).status).toBe(404);
  });
});
