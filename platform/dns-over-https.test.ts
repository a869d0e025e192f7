import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { dnsOverHttps } from "./dns-over-https.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Asks for `a.example` of a resolver that answers so. */
async function ask(listener: RequestListener, name = "a.example"): Promise<readonly string[]> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  return dnsOverHttps(`http://127.0.0.1:${port}/dns-query?ct=1`)(name);
}
const answering =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.end(typeof body === "string" ? body : JSON.stringify(body));
const txt = (...data: readonly unknown[]) => ({
  Status: 0,
  Answer: data.map((each) => ({ type: 16, data: each })),
});

describe("a resolver", () => {
  it("is asked for the TXT records of the name, as JSON", async () => {
    let asked: unknown;
    await ask((request, response) => {
      const url = new URL(request.url ?? "", "http://dns");
      asked = [request.method, request.headers.accept, url.pathname, Object.fromEntries(url.searchParams)];
      response.end(JSON.stringify(txt()));
    }, "_tributary.a&b.example");
    expect(asked).toEqual([
      ...["GET", "application/dns-json", "/dns-query"],
      { ct: "1", name: "_tributary.a&b.example", type: "TXT" },
    ]);
  });

  it.each([
    ["parts in quotation marks, joined", txt('"one " "two"'), ["one two"]],
    ["bare text", txt("v=spf1 -all"), ["v=spf1 -all"]],
    ["escaped signs", txt('"a\\"b\\\\c\\065"'), ['a"b\\cA']],
    ["an empty text", txt('""'), [""]],
    ["several", txt('"a"', '"b"'), ["a", "b"]],
    [
      "those at the end of a chain of names",
      {
        Status: 0,
        Answer: [
          { type: 5, data: "b.example." },
          { type: 16, data: '"a"' },
        ],
      },
      ["a"],
    ],
    ["none where there is no such record", { Status: 0 }, []],
    ["none where there is no such name", { Status: 3, Answer: [] }, []],
    ["none of what is no text", { Status: 0, Answer: [null, 7, {}, { type: 16, data: 7 }] }, []],
  ])("gives %s", async (_, body, texts) => {
    expect(await ask(answering(body))).toEqual(texts);
  });

  it.each<[string, RequestListener]>([
    ["fails", answering({ Status: 2 })],
    ["refuses", answering({ Status: 5 })],
    ["says nothing", answering({})],
    ["answers null", answering("null")],
    ["answers no JSON", answering("<html>")],
    ["answers with an error", (_, response) => response.writeHead(500).end("{}")],
    [
      "leads elsewhere",
      ({ url = "" }, response) =>
        url === "/other"
          ? response.end('{"Status":3}')
          : response.writeHead(302, { location: "/other" }).end(),
    ],
    ["answers without end", answering({ Status: 3, Comment: "x".repeat(70_000) })],
    ["cuts the connection", (request) => request.socket.destroy()],
  ])("that %s is away", async (_, listener) => {
    await expect(ask(listener)).rejects.toThrow();
  });

  it("that is silent is away after five seconds, also halfway through its answer", async () => {
    const startedAt = Date.now();
    await expect(ask((_, response) => void response.write('{"Status":'))).rejects.toThrow();
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  }, 10_000);
});
